"""Names of the streams of addressed draws. One number, one purpose; never renumber them."""

from mybt_sim.base.named import Named


class Stream(Named):
    """Streams of the population; those of behaviour begin at 100. Beside each its subject."""

    LOCALITY = 1  # group of subscribers
    HOLDER = 2  # subscriber
    HOME = 3  # subscriber
    NAME = 4  # subscriber
    CARER = 5  # subscriber
    CONTRACT = 6  # contract
    ACCOUNT = 7  # account
    BINDING = 8  # subscriber
    HOME_PHONE = 9  # area code
    MOBILE = 10
    CONTRACT_NUMBER = 11
    LOGIN = 12
    PASSWORD = 13  # service
    NEW_LOCALITY = 14  # group of subscribers
    NEW_HOME = 15  # subscriber
