"""`make bench-conform`: thirty faults in our own server, looked for by its description alone.

Schemathesis is given the description of the service, somebody who is signed in and has bound
contracts, and as many seconds for each fault as `mybt-sim conform --faults` has. Counted is what it
reports of a server with a fault and of no sound one. Called with its command; prints a page.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.conformance.eyes import SECONDS, Sight, faulty_operator, look_for
from mybt_sim.conformance.faults import OUTSIDE
from mybt_sim.conformance.transport import HttpTransport, Transport
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.service.serve import answering
from mybt_sim.service.shape import KEY_HEADER, SPECIFICATION

PHONE = "+375 29 600-00-01"
CONTRACTS = (44, 51, 13)
LEFT_OUT = ("/v1/sign_out", "/test/reset", "/test/come_back")
"""After these the token would stand for nobody."""
SOUND_SEEDS = (1, 2, 3)
SETTINGS = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]
missing_required_header.expected-statuses = [401, 406, 422, 428]
"""
"""422 tells of texts that no schema tells from good ones, 428 of a key that is missing."""


class Finding(NamedTuple):
    """A kind of failure of one operation."""

    operation: str
    title: str


class Report(NamedTuple):
    """What one run came to: the failures, and of how many requests."""

    findings: frozenset[Finding]
    requests: int


def read_report(told: Mapping[str, Any]) -> Report:
    """A report as Schemathesis writes it."""
    found = {
        Finding(operation, one["title"])
        for one in told["failures"]
        for operation in one["operations"]
    }
    return Report(frozenset(found), told["test_cases"]["generated"])


def signed_in(transport: Transport) -> str:
    """The token of somebody who has bound contracts."""

    def post(path: str, token: str = "", **body: Any) -> Any:
        headers = {"Content-Type": "application/json", KEY_HEADER: json.dumps(body)[:60]}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return transport.send("POST", path, headers, json.dumps(body).encode()).body

    post("/v1/request_code", phone=PHONE)
    inbox = transport.send(
        "GET", f"/test/inbox?phone=%2B{PHONE.strip('+')}".replace(" ", "%20"), {}, None
    )
    token = str(post("/v1/sign_in", phone=PHONE, code=inbox.body["data"][-1]["code"])["token"])
    for contract in CONTRACTS:
        paper = transport.send("GET", f"/test/paper?contract={contract}", {}, None)
        post("/v1/bind_by_login", token, **paper.body["data"][0])
    return token


def report_on(command: str, fault: Fault | None, seed: int = 1) -> Report:
    """What Schemathesis reports of our server with a fault, or of a sound one."""
    with answering(faulty_operator(fault)) as url, tempfile.TemporaryDirectory() as folder:
        with HttpTransport(url) as transport:
            token = signed_in(transport)
        file, settings = Path(folder) / "report.json", Path(folder) / "schemathesis.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        asked = [
            *(command, "--config-file", str(settings), "run", url + SPECIFICATION),
            *("--max-time", str(round(SECONDS))),
            *("--seed", str(seed), "--continue-on-failure", "--no-shrink", "--no-color"),
            *("--generation-database", "none", "-H", f"Authorization: Bearer {token}"),
            *(part for path in LEFT_OUT for part in ("--exclude-path", path)),
            *("--report", "json", "--report-json-path", str(file)),
        ]
        subprocess.run(asked, cwd=folder, capture_output=True, check=False)
        return read_report(json.loads(file.read_bytes()))


def page(
    version: str, sound: Sequence[Report], reports: Iterable[Report], sights: Sequence[Sight]
) -> str:
    """The table as Markdown."""
    usual = frozenset().union(*(one.findings for one in sound))
    rows, caught = [], 0
    requests = sum(one.requests for one in sound)
    for sight, report in zip(sights, reports, strict=True):
        more = sorted(report.findings - usual)
        caught += bool(more)
        requests += report.requests
        seen = f"{sight.mismatch.kind.value}, {sight.seconds:.0f} s" if sight.mismatch else "no"
        told = "; ".join(f"{one.title} ({one.operation})" for one in more) or "no"
        rows.append(f"| {sight.fault.name} | {sight.fault.rule} | {seen} | {told} |")
    seen_by_us = sum(one.mismatch is not None for one in sights)
    usual_told = "; ".join(f"{one.title} ({one.operation})" for one in sorted(usual)) or "nothing"
    return "\n".join(
        (
            f"{version}, {SECONDS:.0f} s a fault; {requests:,} requests in all.\n",
            f"Reported of the sound server in {len(sound)} runs: {usual_told}.\n",
            f"`conform --faults` saw {seen_by_us} of {len(sights)}, Schemathesis {caught}.\n",
            "| fault | rule | `conform --faults` | Schemathesis |",
            "|---|---|---|---|",
            *rows,
        )
    )


def main(command: str) -> None:
    """Run it all, and print what came of it."""
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    sound = [report_on(command, None, seed) for seed in SOUND_SEEDS]
    reports = []
    for fault in OUTSIDE:
        reports.append(report_on(command, fault))
        print(fault.name, reports[-1].requests, file=sys.stderr, flush=True)
    print(page(version.stdout.strip(), sound, reports, list(look_for())))


if __name__ == "__main__":
    main(sys.argv[1])
