"""
What `declarative.plan.yaml` does, for Locust. Prints one line of JSON about the time after its warm-up, as the other
generators do. `LOCUST_CLIENT` says which of its clients is measured: HttpUser or FastHttpUser.
"""

import json
import os
import resource
import time

import gevent
from locust import FastHttpUser, HttpUser, events, task

WARM_UP_S = 1
base = {"FastHttpUser": FastHttpUser, "HttpUser": HttpUser}[os.environ["LOCUST_CLIENT"]]


class User(base):
    def on_start(self):
        self.headers = {"authorization": "Bearer 1", "accept": "*/*"}

    @task
    def poll(self):
        with self.client.get("/api/executions/42", headers=self.headers, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"Status {response.status_code}, expected 200.")
                return
            body = response.json()
            if body["status"] != "completed":
                response.failure("$.status is not completed")
            self.execution = body["id"]


def snapshot(environment):
    usage = resource.getrusage(resource.RUSAGE_SELF)
    total = environment.stats.total
    return {
        "requests": total.num_requests - total.num_failures,
        "failures": total.num_failures,
        "cpuSeconds": usage.ru_utime + usage.ru_stime,
        "wallSeconds": time.perf_counter(),
    }


@events.test_start.add_listener
def on_test_start(environment, **_):
    def begin():
        environment.before = snapshot(environment)

    gevent.spawn_later(WARM_UP_S, begin)


@events.test_stopping.add_listener
def on_test_stopping(environment, **_):
    environment.after = snapshot(environment)


@events.quitting.add_listener
def on_quitting(environment, **_):
    result = {key: environment.after[key] - environment.before[key] for key in environment.after}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({**result, "rssBytes": peak, "peakRssBytes": peak}), flush=True)
