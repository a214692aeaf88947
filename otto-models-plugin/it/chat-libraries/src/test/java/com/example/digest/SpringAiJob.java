package com.example.digest;

import dev.otto.models.ModelRef;
import dev.otto.models.quartz.JobModel;
import java.util.Map;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.api.OpenAiApi;

/** A job that prompts with Spring AI. */
public final class SpringAiJob implements Job {
  private final Map<String, ChatModel> chatModels =
      Map.of(
          "p",
          OpenAiChatModel.builder()
              .openAiApi(
                  OpenAiApi.builder()
                      .baseUrl(System.getProperty("com.example.provider"))
                      .apiKey("a key of the application's own")
                      .build())
              .build());

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    ModelRef model = JobModel.required(context);
    ChatOptions options = ChatOptions.builder().model(model.modelId()).build();
    ChatModel provider = chatModels.get(model.providerId());
    ChatResponse response = provider.call(new Prompt("Summarise the week", options));
    context.setResult(response.getResult().getOutput().getText());
  }
}
