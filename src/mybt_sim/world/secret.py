"""Codes, passwords and card numbers: drawn by address, compared only as keyed digests.

What somebody types is turned into its digest before anything else sees it, so neither the state of
a world nor its log holds a secret. The codes themselves stand only on the other side: in the SMS,
in the auto-informer's voice, on paper.
"""

import hmac
from dataclasses import dataclass
from hashlib import blake2b

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.population import paper_contract
from mybt_sim.world.streams import Stream

DIGEST_BYTES = 16
EXPRESS_DIGITS = 16


@dataclass(frozen=True)
class Vault:
    """The secrets of one world."""

    seed: int

    def digest(self, text: str) -> str:
        """`text` as a keyed digest in hex."""
        salt = draw(key_of(self.seed, Stream.SALT, 0), 0, 0).to_bytes(8, "big", signed=True)
        return blake2b(text.encode(), digest_size=DIGEST_BYTES, key=salt).hexdigest()

    def sms_code(self, mobile: int, count: int, digits: int) -> str:
        """The code number `count` that a mobile number is sent."""
        return self._digits(Stream.SMS_CODE, mobile, count, digits)

    def voice_code(self, account_id: int, count: int, digits: int) -> str:
        """The code number `count` that is spoken for an account."""
        return self._digits(Stream.VOICE_CODE, account_id, count, digits)

    def express_card(self, card: int) -> str:
        """The 16 digits under the scratch layer of a card."""
        return self._digits(Stream.EXPRESS_CARD, card, 0, EXPRESS_DIGITS)

    def password_digest(self, service_id: int) -> str:
        """Digest of the password that stands on the paper contract of a service."""
        return self.digest(paper_contract(self.seed, service_id)[1])

    def _digits(self, stream: Stream, subject: int, count: int, digits: int) -> str:
        key = key_of(self.seed, stream, subject)
        return "".join(str(below(draw(key, count, place), 10)) for place in range(digits))


def same(one: str, other: str) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)
