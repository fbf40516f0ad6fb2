"""What other systems call an account's records; the account's own names are in account_ref."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.vocabulary import RecordType
from models.base import Base, owned
from models.columns import words


class RecordRef(Base):
    """A key of another system, of one type of record: unique within the account."""

    __tablename__ = "record_ref"
    __table_args__ = owned(Index(None, "account_id", "record_id"))

    account_id: Mapped[str] = mapped_column(primary_key=True)
    record_type: Mapped[RecordType] = mapped_column(words(RecordType), primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str]
