"""The simplified day in Mesa: an agent per contract, activated in turn."""

from mesa import Agent, Model

from peers.day import Contract, Sums, sums_of


class ContractAgent(Agent):  # type: ignore[misc]
    """A contract as an agent."""

    def __init__(self, model: "Days", number: int) -> None:
        super().__init__(model)
        self.contract = Contract(number)

    def step(self) -> None:
        """The day of the model."""
        self.contract.live_day(self.model.day)


class Days(Model):  # type: ignore[misc]
    """Contracts day by day."""

    def __init__(self, contracts: int) -> None:
        super().__init__(seed=1)
        self.day = 0
        ContractAgent.create_agents(self, contracts, list(range(contracts)))

    def step(self) -> None:
        """One day for everybody."""
        self.agents.do("step")
        self.day += 1


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    model = Days(contracts)
    for _ in range(days):
        model.step()
    return sums_of([agent.contract for agent in model.agents])
