"""What a Python program sees of the fake server at the given addresses, as JSON."""
import datetime
import json
import sys

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError


def code_of(work):
    try:
        work()
    except Neo4jError as error:
        return error.code
    return "no error"


seen = []
for uri in sys.argv[1:]:
    with GraphDatabase.driver(uri, auth=("neo4j", "secret"), notifications_min_severity="OFF") as driver:
        records, summary, _ = driver.execute_query("MATCH (p:Person)-[r]->(q) RETURN p, r", x=datetime.date(2020, 1, 2))
        ada = records[0]["p"]
        with driver.session(fetch_size=100) as session:
            total = sum(record["n"] for record in session.run("ROWS"))
            with session.begin_transaction() as transaction:
                transaction.run("ROWS").single(strict=False)
                transaction.rollback()
            seen.append({
                "ada": [list(ada.labels), dict(ada), records[0]["r"].type, records[0]["r"].end_node.element_id],
                "counters": summary.counters.nodes_created,
                "total": total,
                "failure": code_of(lambda: session.run("BAD").consume()),
                "unexpected": code_of(lambda: session.run("UNKNOWN").consume()),
                "retried": session.execute_read(lambda tx: tx.run("RETRIED").single()["x"]),
            })
    try:
        GraphDatabase.driver(uri, auth=("neo4j", "guess")).verify_connectivity()
    except AuthError as error:
        seen.append(error.code)
print(json.dumps(seen))
