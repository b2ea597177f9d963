"""`Client`: a device in hand. Each method is one self-service operation and returns its `Outcome`.

What a person types is made into numbers and digests here, before it reaches the world. `key` makes
a request safe to repeat (GEN-IDEM); `preview` says what it would do and changes nothing. Where a
preview would test a password or a code there is none.
"""

from mybt_sim.world.clients.account import AccountMixin
from mybt_sim.world.clients.contract import ContractMixin
from mybt_sim.world.clients.guest import GuestMixin


class Client(GuestMixin, AccountMixin, ContractMixin):
    """A device in hand; guest until somebody signs in on it."""
