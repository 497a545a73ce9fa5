"""Made-up problems of the families that planning is measured on, the same every time for a seed: `write(folder)`.

Nothing here is anybody's data. Random graphs as OR-Library's pmed (Beasley 1985), capacitated points as its pmedcap, blocks
of a town as Lorena's SJC, clustered points as TSPLIB's fl, people and sites as a waiting list, and networks by the plan
of NETGEN (Klingman, Napier and Stutz 1974): a skeleton that delivers everything, and random arcs beside it."""

import math
import random


def pmed(path, n, p, seed):
    chance = random.Random(seed)
    edges = [(i, chance.randint(1, i - 1), chance.randint(1, 100)) for i in range(2, n + 1)]
    while len(edges) < n * n // 50:
        a, b = chance.sample(range(1, n + 1), 2)
        edges.append((a, b, chance.randint(1, 100)))
    path.write_text(f"{n} {len(edges)} {p}\n" + "".join("%d %d %d\n" % edge for edge in edges))


def pmedcap(path, n, p, seed):
    chance = random.Random(seed)
    rows = [(i + 1, chance.randint(1, 100), chance.randint(1, 100), chance.randint(1, 20)) for i in range(n)]
    path.write_text(f"1 0\n{n} {p} 120\n" + "".join("%d %d %d %d\n" % row for row in rows))


def sjc(path, n, p, full, seed):
    """Blocks of a town on a crooked grid of streets, a few of them with many people; all sites have the same room."""
    chance = random.Random(seed)
    size = 1500 * math.sqrt(n / 100)
    parts = [(chance.uniform(0, size), chance.uniform(0, size), chance.uniform(0.25, 0.5) * size) for _ in range(4)]
    steps = range(int(size / 95) + 1)
    blocks = [(i * 95 + chance.randint(-25, 25), j * 95 + chance.randint(-25, 25)) for i in steps for j in steps]
    blocks = [at for at in blocks if any(math.hypot(at[0] - x, at[1] - y) < far for x, y, far in parts)]
    while len(blocks) < n:
        blocks.append((chance.randint(0, int(size)), chance.randint(0, int(size))))
    people = [min(654, max(1, int(chance.lognormvariate(3.6, 1.0)))) for _ in range(n)]
    room = max(max(people), math.ceil(sum(people) / p / full))
    rows = [(409000 + x, 435000 + y, room, of) for (x, y), of in zip(chance.sample(blocks, n), people)]
    path.write_text(f"{n} {p}\n" + "".join("%d %d %d %d\n" % row for row in rows))


def clustered(path, n, seed):
    chance = random.Random(seed)
    middles = [(chance.uniform(0, 20000), chance.uniform(0, 20000), chance.uniform(100, 2000)) for _ in range(n // 40)]
    head = f"NAME : made\nTYPE : TSP\nDIMENSION : {n}\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n"
    rows = []
    for nth in range(n):
        x, y, far = chance.choice(middles)
        rows.append(f"{nth + 1} {int(chance.gauss(x, far))} {int(chance.gauss(y, far))}\n")
    path.write_text(head + "".join(rows) + "EOF\n")


def waiting_list(path, people, sites, seed):
    chance = random.Random(seed)
    point = lambda: (chance.random() * 100000, chance.random() * 100000)
    homes, at = [point() for _ in range(people)], [point() for _ in range(sites)]
    with path.open("w") as file:
        file.write(f"p min {people + sites} {people * sites}\n")
        for person in range(people):
            file.write(f"n {person + 1} 1\n")
        for site in range(sites):
            places = people // sites + (site < people % sites)
            file.write(f"n {people + site + 1} {-places}\n")
        for person, (x, y) in enumerate(homes):
            far = [int(math.hypot(x - to[0], y - to[1])) for to in at]
            file.writelines(f"a {person + 1} {people + site + 1} 0 1 {of}\n" for site, of in enumerate(far))


def network(path, nodes, arcs, seed):
    chance = random.Random(seed)
    ends = max(2, nodes // 20)
    sources, sinks = range(1, ends + 1), range(nodes - ends + 1, nodes + 1)
    units = [chance.randint(1, 10000) for _ in sources]
    gives, takes = dict(zip(sources, units)), dict.fromkeys(sinks, 0)
    rows, between = [], list(range(ends + 1, nodes - ends + 1))
    chance.shuffle(between)
    for nth, source in enumerate(sources):
        way = [source, *between[nth::ends]]
        rows += [(a, b, gives[source], chance.randint(1, 10000)) for a, b in zip(way, way[1:])]
        left = gives[source]
        for sink in chance.sample(list(sinks), 3):
            part = chance.randint(0, left)
            takes[sink] += part
            left -= part
            rows.append((chance.choice(way), sink, gives[source], chance.randint(1, 10000)))
        last = chance.choice(list(sinks))
        takes[last] += left
        rows.append((chance.choice(way), last, gives[source], chance.randint(1, 10000)))
    while len(rows) < arcs:
        a, b = chance.sample(range(1, nodes + 1), 2)
        rows.append((a, b, chance.randint(1, 1000), chance.randint(1, 10000)))
    with path.open("w") as file:
        file.write(f"p min {nodes} {len(rows)}\n")
        file.writelines(f"n {node} {of}\n" for node, of in gives.items())
        file.writelines(f"n {node} {-of}\n" for node, of in takes.items())
        file.writelines(f"a {a} {b} 0 {room} {cost}\n" for a, b, room, cost in rows)


def write(folder):
    """Writes them all: name, format of `plan sites` or `plan match`, the number of sites asked for, path."""
    made = []

    def put(name, kind, p, make, *rest):
        path = folder / f"{name}.{'dat' if kind == 'sjc' else 'txt'}"
        make(path, *rest)
        made.append((name, kind, p, path))

    for seed, (n, p) in enumerate([(200, 5), (400, 40), (600, 5), (800, 10)]):
        put(f"graph {n} p={p}", "pmed", p, pmed, n, p, seed)
    for seed in range(4):
        put(f"points {100} p=10 ({seed})", "pmedcap", 10, pmedcap, 100, 10, seed)
    for seed, (n, p, full) in enumerate([(100, 10, 0.81), (200, 15, 0.85), (300, 25, 0.85), (300, 30, 0.85)]):
        put(f"town {n} p={p}", "sjc", p, sjc, n, p, full, 200 + seed)
    for seed, (n, p) in enumerate([(1400, 20), (3000, 300)]):
        put(f"clusters {n} p={p}", "tsplib", p, clustered, n, seed)
    put("list 10000 x 200", "dimacs", None, waiting_list, 10000, 200, 5)
    for seed, (nodes, arcs) in enumerate([(1000, 5000), (4000, 40000)]):
        put(f"network {nodes} {arcs}", "dimacs", None, network, nodes, arcs, seed)
    return made
