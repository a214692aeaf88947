package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.contract.Contract;
import dev.otto.models.Flow;
import dev.otto.scheduler.acknowledge.AcknowledgementRoutes;
import dev.otto.scheduler.assistant.AssistantRoutes;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.budget.BudgetRoutes;
import dev.otto.scheduler.events.EventRoutes;
import dev.otto.scheduler.job.JobRoutes;
import dev.otto.scheduler.models.ModelRoutes;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.models.ReplaceRoutes;
import dev.otto.scheduler.models.WhatIfRoutes;
import dev.otto.scheduler.node.NodeRoutes;
import dev.otto.scheduler.notify.SettingsRoutes;
import dev.otto.scheduler.probe.ProbeRoutes;
import dev.otto.scheduler.run.ActivityRoutes;
import dev.otto.scheduler.run.RunRoutes;
import dev.otto.scheduler.run.RunSearchRoutes;
import dev.otto.scheduler.status.ObserveRoutes;
import dev.otto.scheduler.status.SystemRoutes;
import dev.otto.scheduler.transcript.TranscriptRoutes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  @Test
  void describesEveryRouteAndNothingElse() throws Exception {
    Set<String> served = new TreeSet<>();
    served.add("GET /observe/health");
    var models = new Models(null, null, null, null, null, null, null);
    Stream.of(
            new ModelRoutes(models),
            new ReplaceRoutes(null),
            new WhatIfRoutes(null, null, null, null),
            new JobRoutes(null, null, null, null, null),
            new AcknowledgementRoutes(null, null),
            new ProbeRoutes(null, null),
            new RunRoutes(null, null, null, null, null),
            new SystemRoutes(null, List.of(), Optional.empty(), null),
            new NodeRoutes(null),
            new SettingsRoutes(null, null),
            new AuditRoutes(null),
            new RunSearchRoutes(null, null, null),
            new ActivityRoutes(null, null, null, null, null),
            new EventRoutes(null),
            new AssistantRoutes(null, null, null),
            new TranscriptRoutes(null),
            new BudgetRoutes(null),
            new ObserveRoutes(null))
        .flatMap(group -> group.routes().stream())
        .forEach(route -> served.add(route.method() + " " + route.path()));
    assertEquals(served, new Contract().operations());
  }

  @Test
  void givesExamplesThatItsSchemasAllow() {
    assertEquals(List.of(), new Contract().wrongExamples());
  }

  @Test
  void theFlowsOfThePluginAreThoseOfTheContract() {
    assertEquals(Flow.keys(), dev.otto.wire.Flow.keys());
  }
}
