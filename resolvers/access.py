"""Lists of our people and tokens, and of an account's share links."""

from models.access import AccessToken
from models.account import User
from resolvers.listing import children
from resolvers.paging import By
from resolvers.records import by_key

users = children(User, order=(By("name"),), by=())
tokens = children(AccessToken, order=(By("created_at", descending=True),), by=())
share_links = children(AccessToken, order=(By("created_at", descending=True),))
one_token = by_key(AccessToken)
