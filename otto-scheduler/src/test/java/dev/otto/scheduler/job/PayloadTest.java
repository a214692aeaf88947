package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.prompt.Agent;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.SchedulerException;

class PayloadTest {
  @AutoClose private JobWorld world;

  @BeforeEach
  void aWorld(@TempDir Path folder) throws SchedulerException {
    world = new JobWorld(folder);
    world.agents =
        Optional.of(List.of(new Agent("build", false, false), new Agent("explore", true, false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt':''} | payload.prompt",
        "{'prompt':'  '} | payload.prompt",
        "{'prompt':7} | payload.prompt",
        "{'prompt':['a']} | payload.prompt",
        "{'prompt':'p','timeoutSeconds':'60'} | payload.timeoutSeconds",
        "{'prompt':'p','timeoutSeconds':-1} | payload.timeoutSeconds",
        "{'prompt':'p','timeoutSeconds':0} | payload.timeoutSeconds",
        "{'prompt':'p','timeoutSeconds':1.5} | payload.timeoutSeconds",
        "{'prompt':'p','timeoutSeconds':9999999999} | payload.timeoutSeconds",
        "{'prompt':'p','firstTokenSeconds':0} | payload.firstTokenSeconds",
        "{'prompt':'p','firstTokenSeconds':'5'} | payload.firstTokenSeconds",
        "{'prompt':'p','stallSeconds':-5} | payload.stallSeconds",
        "{'stallSeconds':true} | payload.stallSeconds",
        "{'prompt':'p','agent':5} | payload.agent",
        "{'prompt':'p','agent':''} | payload.agent",
        "{'prompt':'p','permissions':'ask'} | payload.permissions",
        "{'prompt':'p','permissions':true} | payload.permissions",
        "{'timeoutSeconds':'60'} | payload.timeoutSeconds",
        "{'agent':{}} | payload.agent",
        "{'prompt':'p','retry':3} | payload.retry",
        "{'retry':{'attempts':11}} | payload.retry.attempts",
        "{'retry':{'delaySeconds':-1}} | payload.retry.delaySeconds",
        "{'retry':{'backoff':'linear'}} | payload.retry.backoff",
        "{'retry':{'maxDelaySeconds':90000}} | payload.retry.maxDelaySeconds",
      })
  void refusesAWrongValueOfASetting(String payload, String path) {
    var refused = assertInstanceOf(JobResult.Invalid.class, world.create(job(payload)));
    assertEquals(List.of(path), refused.details().stream().map(FieldError::path).toList());
    world.create(job("null"));
    assertInstanceOf(JobResult.Invalid.class, world.patch("a", "{'payload':" + payload + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'promt':'p'} | payload.promt has no effect; did you mean prompt?",
        "{'Prompt':'p'} | payload.Prompt has no effect; did you mean prompt?",
        "{'prompts':'p'} | payload.prompts has no effect; did you mean prompt?",
        "{'agnet':'build'} | payload.agnet has no effect; did you mean agent?",
        "{'timeout':5} | payload.timeout has no effect; did you mean timeoutSeconds?",
        "{'timeout_seconds':5} | payload.timeout_seconds has no effect; did you mean timeoutSeconds?",
        "{'stall':5} | payload.stall has no effect; did you mean stallSeconds?",
        "{'firstTokenSecond':5} | payload.firstTokenSecond has no effect; did you mean firstTokenSeconds?",
        "{'permission':'allow'} | payload.permission has no effect; did you mean permissions?",
        "{'prompt':'p','channel':'mail'} | payload.channel has no effect",
        "{'prompt':'p','model':'openai/gpt-5'} | payload.model has no effect; set the job's modelRef",
        "{'item':1,'model':'openai/gpt-5'} | payload.model has no effect; set the job's modelRef",
        "{'prompt':'p','agent':'biuld'} | payload.agent: \"biuld\" is not an agent of OpenCode; it has build",
        "{'prompt':'p','agent':'explore'} | payload.agent: \"explore\" is a subagent of OpenCode, made to be called by other agents",
      })
  void warnsAboutWhatHasNoEffect(String payload, String warning) {
    assertEquals(List.of(warning), warnings(payload));
  }

  @Test
  void knowsNothingAboutAgentsWhileOpenCodeIsAway() {
    world.agents = Optional.empty();
    assertEquals(List.of(), warnings("{'prompt':'p','agent':'biuld'}"));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/node-payloads.txt", delimiter = '\t', quoteCharacter = '`')
  void takesTheDataOfATaskAsItIs(String payload) {
    assertEquals(List.of(), warnings(payload));
    assertEquals(payload, world.job("a").payload());
    assertTrue(Payload.of(JobWorld.json(payload)).settings().isEmpty());
  }

  private List<String> warnings(String payload) {
    return assertInstanceOf(JobResult.Done.class, world.create(job(payload))).warnings();
  }

  private static String job(String payload) {
    return "{'id':'a','type':'t','scheduleType':'oneshot','runAt':4000000000000,'payload':%s}"
        .formatted(payload);
  }

  @Test
  void aModelTooSmallForItsAgentIsWarnedAbout() {
    String body =
        "{'id':'small','type':'t','scheduleType':'recurring','cadenceMinutes':5,"
            + "'modelRef':'fake/tiny','payload':{'prompt':'Hello'%s}}";
    world.agents = Optional.of(List.of(new Agent("chat", false, true)));
    String warning = warnings(world.create(body.formatted("")));
    assertTrue(warning.contains("fake/tiny takes 4,096 tokens at most"), warning);
    assertEquals(
        "[]", warnings(world.create(body.replace("small", "chat").formatted(",'agent':'chat'"))));
    String changed = warnings(world.patch("chat", "{'payload':{'prompt':'Hello'}}"));
    assertTrue(changed.contains("about 7,700"), changed);
    assertEquals("[]", warnings(world.patch("chat", "{'status':'paused'}")));
  }

  private static String warnings(JobResult result) {
    return assertInstanceOf(JobResult.Done.class, result).warnings().toString();
  }
}
