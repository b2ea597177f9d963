"""Names of the streams of addressed draws. One number, one purpose; never renumber them."""

from mybt_sim.base.named import Named


class Stream(Named):
    """Streams of the live operator; those of behaviour are below 200. Beside each its subject."""

    SMS_CODE = 200  # mobile number; tick: how many codes it had before
    VOICE_CODE = 201  # account; tick: how many codes it had before
    EXPRESS_CARD = 202  # number of the card
    SALT = 203  # the world
