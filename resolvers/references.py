"""Records that other records name by a list of ids."""

from domain.vocabulary import RecordType
from engine.fields import Typed
from engine.reads import Ask, Batch, Key, Keys, Reads, batch
from resolvers.context import Context
from resolvers.records import TABLES, named


def listed(*kinds: RecordType) -> Batch:
    """The records each (account id, ids) names, in that order, each knowing its type."""

    @batch(types=TABLES)
    def read(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Typed]]]:
        asked = dict.fromkeys((account, one) for account, ids in keys for one in ids)
        names = [(account, kind, one) for account, one in asked for kind in kinds]
        rows = yield from named.read(names, ask, context)
        found = {(account, one): row for (account, _, one), row in rows.items()}
        return {
            (account, ids): [found[account, one] for one in ids if (account, one) in found]
            for account, ids in keys
        }

    return read


contacts = listed(RecordType.CONTACT)
incidents = listed(RecordType.INCIDENT)
promises_and_actions = listed(RecordType.COMMITMENT, RecordType.ACTION_ITEM)
