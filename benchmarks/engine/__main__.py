"""What an answer costs the server, ours and others': python -m benchmarks.engine.

Takes about three minutes, and one more when the portfolio has to be generated first.
"""

from contextlib import ExitStack

from benchmarks.engine.contestant import running
from benchmarks.engine.measuring import compare, measure, measure_cold, measure_memory
from benchmarks.engine.portfolio import portfolio
from benchmarks.engine.report import machine, table, table_of_cold
from benchmarks.engine.serving import CONTESTANTS


def main() -> None:
    data = portfolio()
    memory = measure_memory(data)
    with ExitStack() as stack:
        contestants = [stack.enter_context(running(name, data)) for name in CONTESTANTS]
        compare(contestants)
        results, cold = measure(contestants), measure_cold(contestants)
    print(machine())
    print(table(results))
    print(table_of_cold(cold, memory))


if __name__ == "__main__":
    main()
