"""What a visitor of the site may take of this machine, in one place, each with its reason.

Megabytes here are 2**20 bytes. What is over is refused in words; nothing waits without an end.
"""

# The field for SQL: each question has a process of its own (analysis.sql_field).
SQL_SECONDS = 20
"""A year of 20,000 subscribers is grouped in 2 s; who waits longer has asked for too much."""
SQL_THREADS = 2
"""The site, its charts and the other visitors go on meanwhile."""
SQL_CPU_SECONDS = SQL_SECONDS * SQL_THREADS + 5
"""The kernel's own wall, should nobody be left to look at the clock."""
SQL_MEMORY_MB = 2_048
"""What DuckDB may hold: the hash table of a GROUP BY over 7.3 million contract-days fits twice."""
SQL_PROCESS_MB = 3_072
"""What the process may hold: DuckDB does not count what a single function call allocates."""
SQL_PROCESSES = 2
"""Questions at a time; further ones wait for a place."""
SQL_WAIT_SECONDS = 10
"""After that it is kinder to say that all places are taken."""
SQL_TEXT = 20_000
"""Characters of a question: a screenful is 2,000."""
SQL_ROWS = 1_000
SQL_COLUMNS = 200
SQL_CELLS = 30_000
SQL_CELL = 200
"""Characters of a cell that are shown."""
SQL_ANSWER = 400_000
"""Characters of all cells together: with its markup that stays under marimo's 8 MB for a cell."""
SQL_PLAN = 20_000
"""Characters of a plan of EXPLAIN."""
SQL_DETAIL = 4_000
"""Characters of what DuckDB says of a fault: its longest list of candidates fits."""
SQL_REPLY_BYTES = 8 * 2**20
"""What is read of a process at most: the answer above, each character escaped in JSON."""

# Requests.
BODY_BYTES = 2**20
"""The largest real body is a question in SQL, 40 KB as JSON."""
BODY_SECONDS = 10
"""A body that does not come in this time is not waited for."""
HEADER_BYTES = 32 * 1_024
"""All headers of a request together; a browser sends 1 to 2 KB."""
MESSAGE_BYTES = 64 * 1_024
"""One message of a websocket: a page says nothing by it but that it is there."""
CONNECTIONS = 512
"""A browser holds up to 7 for each page; above it the answer is 503."""

# Pages of notebooks: a session of marimo is about 9 MB and 3 threads.
SESSIONS = 128
"""About 1.2 GB and 400 threads."""
SESSION_DROPPED_SECONDS = 20
"""A broken line comes back in this time; a reload begins a new session anyway."""
SESSION_IDLE_SECONDS = 30 * 60
"""Only when all places are taken, whoever did nothing for so long gives way to a newcomer."""

# Sessions of the demo: a world with its phones.
DEMO_SESSIONS = 112
DEMO_IDLE_SECONDS = 30 * 60
"""The same: a talk with the phone in hand has no longer pauses."""

# The what-if lab.
WHAT_IF_PEOPLE = 100_000
"""Subscribers of a run who live the year again: what they consult takes 0.4 GB."""
WHAT_IF_PAGES = 64
"""Pages whose question and past are kept; of more the one that asked longest ago is forgotten."""

# The password of a site that is open to other machines.
PASSWORD_CHARACTERS = 10
"""At least so many; shorter ones can be guessed even at the pace below."""
TRIES = 5
TRIES_SECONDS = 300
"""5 tries in 5 minutes for an address, 1,440 in a day."""
TRIES_OF_ALL = 100
"""And for all addresses together, because each try costs 50 ms of work."""
SIGNED_IN_SECONDS = 12 * 60 * 60
"""A working day."""
SIGNED_IN = 1_000
"""Browsers that are signed in at a time; the oldest leaves first."""

# The operator over HTTP.
API_BODY_BYTES = 64 * 1_024
"""The largest real body is a letter to support, or a list of new tariffs."""
API_PER_SECOND = 1_000
"""For an address; a phone makes one or two, a load test two hundred."""
API_WAITING = 256
"""Requests that wait for the one writer: about half a second of work."""
