"""Words for what a client gives: ids, and fields it left out."""

from typing import Any

import strawberry

ID = strawberry.ID
LEFT_OUT: Any = strawberry.UNSET
"Stands for a field of an input that was not sent; null is something that was."
