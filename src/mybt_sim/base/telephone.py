"""How a telephone number is made: the country code, and nine digits after it."""

COUNTRY_CODE = 375
NATIONAL = 10**9
