"""The simplified day in mesa-frames: all contracts are one set of agents, in a frame of Polars."""

from mesa_frames import AgentSetPolars, ModelDF

from peers.day import Sums
from peers.polars_days import contracts_frame, steps_of, sums_of_frame


class Contracts(AgentSetPolars):  # type: ignore[misc]
    """The contracts, with the expressions of the model in Polars."""

    def __init__(self, model: "Days", contracts: int) -> None:
        super().__init__(model)
        frame = contracts_frame(contracts)
        self.add(frame.rename({"number": "unique_id"}).with_columns(number="unique_id"))

    def step(self) -> None:
        """The day of the model."""
        for step in steps_of(self.model.day):
            self.agents = self.agents.with_columns(**step)  # type: ignore[has-type]


class Days(ModelDF):  # type: ignore[misc]
    """Contracts day by day."""

    def __init__(self, contracts: int) -> None:
        super().__init__(seed=1)
        self.day = 0
        self.agents += Contracts(self, contracts)

    def step(self) -> None:
        """One day for everybody."""
        self.agents.step()
        self.day += 1


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    model = Days(contracts)
    for _ in range(days):
        model.step()
    return sums_of_frame(model.get_agents_of_type(Contracts).agents)
