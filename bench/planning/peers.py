"""One peer on one question: `peers.py NAME SECONDS ARGUMENTS…`, one line of JSON. Run by run.py."""

import csv
import heapq
import json
import math
import random
import sys
import time


def county(path, area):
    """Demand and a table of demand times whole metres."""
    rows = [r for r in csv.DictReader(open(path, encoding="utf-8")) if r["area"] == area]
    points = [(float(r["easting"]), float(r["northing"])) for r in rows]
    people = [int(r["pop_all"]) for r in rows]
    return [
        [w * int(math.hypot(a[0] - b[0], a[1] - b[1])) for b in points] for a, w in zip(points, people)
    ]


def graph(path):
    words = iter(open(path).read().split())
    n, edges, p = (int(next(words)) for _ in range(3))
    cost = {}
    for _ in range(edges):
        a, b, c = int(next(words)) - 1, int(next(words)) - 1, int(next(words))
        cost[min(a, b), max(a, b)] = c
    near = [[] for _ in range(n)]
    for (a, b), c in cost.items():
        near[a].append((b, c))
        near[b].append((a, c))
    table = []
    for start in range(n):
        far = [math.inf] * n
        far[start] = 0
        queue = [(0, start)]
        while queue:
            so_far, at = heapq.heappop(queue)
            if so_far > far[at]:
                continue
            for to, step in near[at]:
                if so_far + step < far[to]:
                    far[to] = so_far + step
                    heapq.heappush(queue, (so_far + step, to))
        table.append(far)
    return table, p


def problem(path, kind, p):
    if kind == "pmed":
        return graph(path)
    if kind == "tsplib":
        text = open(path).read().split("NODE_COORD_SECTION")[1].split("EOF")[0].split()
        points = [(float(x), float(y)) for x, y in zip(text[1::3], text[2::3])]
        return [[int(math.hypot(a[0] - b[0], a[1] - b[1])) for b in points] for a in points], int(p)
    return county(path, kind), int(p)


def highs(seconds, path, kind, p):
    """The classical model: x[i][j] ≤ y[j], every i served once, p open."""
    import highspy
    import numpy as np

    table, p = problem(path, kind, p)
    n = len(table)
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", float(seconds))
    h.setOptionValue("mip_rel_gap", 0.0)
    inf = highspy.kHighsInf
    cost = np.array(table, dtype=float).ravel()
    h.addVars(n, np.zeros(n), np.ones(n))
    h.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * n))
    h.addVars(n * n, np.zeros(n * n), np.ones(n * n))
    h.changeColsCost(n * n, np.arange(n, n + n * n, dtype=np.int32), cost)
    h.addRow(p, p, n, np.arange(n, dtype=np.int32), np.ones(n))
    for i in range(n):
        x = np.arange(n + i * n, n + (i + 1) * n, dtype=np.int32)
        h.addRow(1, 1, n, x, np.ones(n))
        starts = np.arange(0, 2 * n, 2, dtype=np.int32)
        index = np.empty(2 * n, dtype=np.int32)
        index[0::2], index[1::2] = x, np.arange(n, dtype=np.int32)
        value = np.tile(np.array([1.0, -1.0]), n)
        h.addRows(n, np.full(n, -inf), np.zeros(n), 2 * n, starts, index, value)
    h.run()
    info = h.getInfo()
    proven = h.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {"objective": round(info.objective_function_value), "proven": proven}


def highs_rooms(seconds, path, kind, p):
    """The same with room at each site, nobody split."""
    import highspy

    words = open(path).read().split()
    if kind == "sjc":
        n, words = int(words[0]), words[2:]
        points = [(float(words[4 * i]), float(words[4 * i + 1])) for i in range(n)]
        room = [int(words[4 * i + 2]) for i in range(n)]
        far = math.hypot
    else:
        n, every, words = int(words[2]), int(words[4]), words[5:]
        points = [(float(words[4 * i + 1]), float(words[4 * i + 2])) for i in range(n)]
        room = [every] * n
        far = lambda x, y: math.floor(math.hypot(x, y))
    demand = [int(words[4 * i + 3]) for i in range(n)]
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", float(seconds))
    h.setOptionValue("mip_rel_gap", 1e-7)
    opens = [h.addBinary() for _ in range(n)]
    goes = [[h.addBinary(obj=far(a[0] - b[0], a[1] - b[1])) for b in points] for a in points]
    h.addConstr(sum(opens) == int(p))
    for i in range(n):
        h.addConstr(sum(goes[i]) == 1)
    for j in range(n):
        h.addConstr(sum(demand[i] * goes[i][j] for i in range(n)) <= room[j] * opens[j])
        for i in range(n):
            h.addConstr(goes[i][j] <= opens[j])
    h.run()
    proven = h.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {"objective": round(h.getInfo().objective_function_value, 2), "proven": proven}


def spopt(seconds, path, kind, p):
    import numpy as np
    import pulp
    from spopt.locate import PMedian

    table, p = problem(path, kind, p)
    n = len(table)
    model = PMedian.from_cost_matrix(np.array(table, dtype=float), np.ones(n), p_facilities=p)
    solver = pulp.HiGHS(msg=False, timeLimit=seconds)
    model = model.solve(solver)
    return {"objective": round(model.problem.objective.value()), "proven": None}


def ortools(_seconds, path, kind):
    import numpy as np

    if kind == "assign":
        from ortools.graph.python import linear_sum_assignment

        words = list(map(int, open(path).read().split()))
        n, cells = words[0], np.array(words[1:], dtype=np.int64)
        solver = linear_sum_assignment.SimpleLinearSumAssignment()
        left, right = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
        solver.add_arcs_with_cost(left, right, cells)
        solver.solve()
        return {"cost": solver.optimal_cost()}
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    for line in open(path):
        words = line.split()
        if words[:1] == ["n"]:
            flow.set_node_supply(int(words[1]) - 1, int(words[2]))
        elif words[:1] == ["a"]:
            flow.add_arc_with_capacity_and_unit_cost(int(words[1]) - 1, int(words[2]) - 1, int(words[4]), int(words[5]))
    began = time.process_time()
    flow.solve()
    return {"cost": flow.optimal_cost(), "said": f"{time.process_time() - began:.2f} of it solving"}


def simpy(_seconds, customers=200000):
    import simpy as library

    chance, waits = random.Random(1), []

    def visit(environment, servers):
        came = environment.now
        with servers.request() as request:
            yield request
            waits.append(environment.now - came)
            yield environment.timeout(chance.expovariate(1.0))

    def arrivals(environment, servers):
        for _ in range(customers):
            yield environment.timeout(chance.expovariate(4.5))
            environment.process(visit(environment, servers))

    environment = library.Environment()
    environment.process(arrivals(environment, library.Resource(environment, 5)))
    environment.run()
    return {"events": 2 * customers, "measures": {"mean_wait": {"mean": sum(waits) / len(waits)}}}


def ciw(_seconds, customers=100000):
    import ciw as library

    network = library.create_network(
        arrival_distributions=[library.dists.Exponential(4.5)],
        service_distributions=[library.dists.Exponential(1.0)],
        number_of_servers=[5],
    )
    library.seed(1)
    simulation = library.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return {"events": 2 * customers, "measures": {"mean_wait": {"mean": sum(waits) / len(waits)}}}


if __name__ == "__main__":
    name, seconds = sys.argv[1], int(sys.argv[2])
    print(json.dumps(globals()[name](seconds, *sys.argv[3:])))
