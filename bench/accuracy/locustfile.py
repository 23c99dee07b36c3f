"""
accuracy.plan.yaml and clients.plan.yaml, step by step, for Locust (2.12 and newer). PLAN says which of the two is run; what
was counted and measured is written to RESULT as JSON: counts from Locust's own statistics, times as its client measured them
(its percentiles are rounded, so they are made here, from every single time).
"""

import json
import math
import os
import random
import time
import uuid

import gevent
from locust import HttpUser, between, events, task

PASSWORD = os.environ.get("PERF_PASSWORD", "demo")
times = {}
started_at = []


def pause(shortest, longest=None):
    gevent.sleep(shortest if longest is None else random.uniform(shortest, longest))


class Checked(HttpUser):
    abstract = True
    token = None

    def on_start(self):
        started_at.append(time.perf_counter())

    def ask(self, method, path, name, status, holds=None, **options):
        headers = {"accept": "application/json", **options.pop("headers", {})}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        request = self.client.request
        with request(method, path, name=f"{method} {name}", headers=headers, catch_response=True, **options) as response:
            if response.status_code != status:
                response.failure(f"Status {response.status_code}, expected {status}.")
                return None
            body = response.json() if response.content else None
            if holds is not None and not holds(body):
                response.failure("an expectation does not hold")
                return None
            response.success()
            return body, response.headers

    def log_in(self, username):
        self.ask(
            "GET", "/api/auth/me", "/api/auth/me (missing token)", 401, lambda body: body["error"] == "missing_token"
        )
        answer = self.ask(
            "POST", "/api/auth/login", "/api/auth/login", 200, json={"username": username, "password": PASSWORD}
        )
        self.token = answer[0]["token"]

    def on_stop(self):
        if self.token is not None:
            self.ask("POST", "/api/auth/logout", "/api/auth/logout", 204)


class WorkflowUser(Checked):
    weight = 10
    wait_time = between(1, 3)
    abstract = os.environ["PLAN"] != "accuracy"

    def on_start(self):
        super().on_start()
        self.log_in(f"user{random.randint(1, 2000)}")

    def create_a_workflow(self):
        steps = [{"type": "navigate"}, {"type": "extract"}]
        runner = random.choice(["browser", "desktop", "llm"])
        content = {"name": f"perf-{uuid.uuid4()}", "runner": runner, "steps": steps}
        body, headers = self.ask(
            "POST", "/api/workflows", "/api/workflows", 201, lambda body: body["version"] == 1, json=content
        )
        return f"/api/workflows/{body['id']}", headers["etag"]

    @task(20)
    def look_around(self):
        self.ask(
            "GET", "/api/workflows?limit=20&sort=-updatedAt", "/api/workflows", 200, lambda body: body["limit"] == 20
        )
        pause(0.5, 1.5)
        self.ask("GET", "/api/metrics", "/api/metrics", 200)
        self.ask("GET", "/api/executions?limit=10", "/api/executions", 200, lambda body: body["limit"] == 10)

    @task(7)
    def create_and_run_a_workflow(self):
        workflow, _ = self.create_a_workflow()
        pause(0.3)
        answer = self.ask(
            "POST",
            f"{workflow}/execute",
            "/api/workflows/:workflow/execute",
            202,
            lambda body: body["status"] == "queued",
        )
        pause(1)
        execution = f"/api/executions/{answer[0]['id']}"
        self.ask("GET", execution, "/api/executions/:execution", 200, lambda body: body["status"] == "completed")
        self.ask("DELETE", workflow, "/api/workflows/:workflow", 204)

    @task(3)
    def find_a_workflow(self):
        word = random.choice(["sample", "shop", "invoice", "llm"])
        self.ask("GET", f"/api/search?q={word}", "/api/search", 200, lambda body: "hits" in body)

    @task(4)
    def edit_a_workflow(self):
        workflow, etag = self.create_a_workflow()
        name = "/api/workflows/:workflow"
        pause(0.5, 1.5)
        match = {"if-match": etag}
        first = {"description": "changed by the first"}
        second = {"description": "changed by the second"}
        self.ask("PATCH", workflow, name, 200, lambda body: body["version"] == 2, headers=match, json=first)
        self.ask(
            "PATCH",
            workflow,
            f"{name} (stale version)",
            409,
            lambda body: body["error"] == "version_conflict",
            headers=match,
            json=second,
        )
        self.ask("GET", workflow, name, 200, lambda body: body["description"] == "changed by the first")
        self.ask("DELETE", workflow, name, 204)

    @task(2)
    def try_what_is_not_allowed(self):
        self.ask(
            "GET", "/api/admin/users", "/api/admin/users (no admin)", 403, lambda body: body["error"] == "admin_only"
        )


class AdminUser(Checked):
    weight = 1
    wait_time = between(1, 3)
    abstract = os.environ["PLAN"] != "accuracy"

    def on_start(self):
        super().on_start()
        self.log_in(f"admin{random.randint(1, 5)}")

    @task(3)
    def watch_the_platforms_health(self):
        for _ in range(3):
            self.ask("GET", "/health", "/health", 200, lambda body: body["status"] == "ok")
            self.ask("GET", "/api/metrics", "/api/metrics", 200)
            pause(0.5)

    @task(2)
    def inspect_the_system(self):
        self.ask("GET", "/api/admin/system", "/api/admin/system", 200)
        self.ask("GET", "/api/executions/totals", "/api/executions/totals", 200, lambda body: body["submitted"] >= 0)
        self.ask("GET", "/api/reports/slow?ms=50", "/api/reports/slow", 200, lambda body: body["heldMs"] == 50)


class Client(Checked):
    wait_time = between(1, 3)
    abstract = os.environ["PLAN"] != "clients"

    def on_start(self):
        super().on_start()
        self.client.headers["authorization"] = "Bearer constant"

    def get(self, name):
        self.ask("GET", "/constant", name, 200, lambda body: body["status"] == "completed")

    def post(self, name):
        steps = [{"type": "navigate"}, {"type": "extract"}]
        content = {"name": f"perf-{uuid.uuid4()}", "runner": "browser", "steps": steps}
        self.ask("POST", "/constant", name, 200, lambda body: body["status"] == "completed", json=content)

    @task
    def with_and_without_a_body(self):
        self.get("after a wait")
        self.post("at once")
        pause(0.5, 1.5)
        self.post("after a wait")
        self.get("at once")


@events.request.add_listener
def on_request(name, response_time, **_):
    times.setdefault(name, []).append(response_time)


@events.test_stopping.add_listener
def on_test_stopping(environment, **_):
    # To make 110 users takes it a moment.
    environment.load_seconds = time.perf_counter() - sum(started_at) / len(started_at)


def nearest_rank(ordered, share):
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


@events.quitting.add_listener
def on_quitting(environment, **_):
    endpoints = []
    for entry in environment.stats.entries.values():
        ordered = sorted(times[entry.name])
        assert len(ordered) == entry.num_requests
        endpoints.append(
            {
                "name": entry.name,
                "count": entry.num_requests,
                "failures": entry.num_failures,
                "meanMs": sum(ordered) / len(ordered),
                "p50Ms": nearest_rank(ordered, 0.5),
                "p95Ms": nearest_rank(ordered, 0.95),
            }
        )
    with open(os.environ["RESULT"], "w", encoding="utf-8") as file:
        json.dump({"loadSeconds": environment.load_seconds, "endpoints": endpoints}, file)
