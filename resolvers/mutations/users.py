"""Our own people: who they are, what they are, and whose team they are in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from domain.access import UserRole
from domain.errors import Duplicate, InvalidInput, LastAdmin, NotFound, quoted
from domain.vocabulary import RecordType
from engine.given import LEFT_OUT
from models.account import User
from models.base import new_id
from resolvers.mutations.inputs import MutationInput
from resolvers.mutations.perform import NO_ACCOUNT, Mutation
from resolvers.mutations.writing import Writing, change, required


@dataclass(kw_only=True)
class UserSaveInput(MutationInput):
    email: str
    new_email: str | None = None
    name: str | None = LEFT_OUT
    title: str | None = LEFT_OUT
    role: UserRole | None = LEFT_OUT
    lead: str | None = LEFT_OUT
    active: bool | None = LEFT_OUT


async def save(writing: Writing, asked: UserSaveInput) -> None:
    user = await user_called(writing, asked.email)
    for name in ("name", "role", "active"):
        required(getattr(asked, name), at=name)
    if user is None:
        required(asked.name or None, at="name")
        user = writing.add(User(id=new_id(), name=asked.name, email=spelt(asked.email, at="email")))
    writing.subject = user
    await refuse_last_admin(writing, user, asked)
    change(
        user,
        {
            "email": await new_email(writing, user, asked.new_email),
            "name": asked.name,
            "title": asked.title,
            "role": asked.role,
            "lead_id": await lead_of(writing, user, asked.lead),
            "active": asked.active,
        },
    )


async def refuse_last_admin(writing: Writing, user: User, asked: UserSaveInput) -> None:
    """Raises LastAdmin for the only one there is who would be none any more."""
    if not (user.active and user.role is UserRole.ADMIN):
        return
    stays = {"role": UserRole.ADMIN, "active": True}
    given_up = [at for at, kept in stays.items() if getattr(asked, at) not in {LEFT_OUT, kept}]
    is_another = (User.id != user.id, User.role == UserRole.ADMIN, User.active.is_(True))
    if given_up and not await writing.unit.find(User, *is_another):
        message = "Nobody else is ADMIN here: make somebody else an ADMIN first"
        raise LastAdmin(message, at=(given_up[0],))


async def new_email(writing: Writing, user: User, email: str | None) -> Any:  # noqa: ANN401 - or left out
    """The address the user has from now on; raises Duplicate for one that somebody else has."""
    if email is None:
        return LEFT_OUT
    if await user_called(writing, email) not in {None, user}:
        raise Duplicate(f"{quoted(email)} is somebody else's address", at=("new_email",))
    return spelt(email, at="new_email")


def spelt(email: str, *, at: str) -> str:
    """As it is kept: an address in small letters."""
    if "@" not in email.strip("@") or email.split() != [email]:
        raise InvalidInput(f"{quoted(email)} is no email address", at=(at,))
    return email.lower()


async def lead_of(writing: Writing, user: User, email: str | None) -> str | None:
    """The id of whose team they are in; null: nobody's."""
    if email is None or email is LEFT_OUT:
        return email
    lead = await user_known(writing, email, at="lead")
    if lead is user:
        raise InvalidInput("Nobody is in a team of their own", at=("lead",))
    return lead.id


async def user_known(writing: Writing, email: str, *, at: str) -> User:
    """Our user with this address; raises NotFound."""
    found = await user_called(writing, email)
    if found is None:
        raise NotFound(f"Nobody of ours has the address {quoted(email)}", at=(at,))
    return found


async def user_called(writing: Writing, email: str) -> User | None:
    found = await writing.unit.find(User, func.lower(User.email) == email.lower())
    return found[0] if found else None


SAVE = Mutation(
    name="userSave",
    asked=UserSaveInput,
    of=NO_ACCOUNT,
    about=RecordType.USER,
    body=save,
    told="Changes whoever of our people has this email address; else adds them, as a MEMBER"
    " unless another role is said. `lead` is the address of whose team they are in. Tokens of"
    " who is no longer active are good no more, nor are a script's of their book. The"
    " last active ADMIN stays one: LAST_ADMIN.",
)
ALL = (SAVE,)
