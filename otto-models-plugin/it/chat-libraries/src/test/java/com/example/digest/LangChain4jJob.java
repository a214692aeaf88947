package com.example.digest;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.JobModel;
import java.util.Map;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job that prompts with LangChain4j. */
public final class LangChain4jJob implements Job {
  private final Map<String, ChatModel> chatModels =
      Map.of(
          "p",
          OpenAiChatModel.builder()
              .baseUrl(System.getProperty("com.example.provider") + "/v1")
              .apiKey("a key of the application's own")
              .build());

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    ModelRef model = JobModel.required(context);
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("Summarise the week"))
            .modelName(model.modelId())
            .build();
    ChatModel provider = chatModels.get(model.providerId());
    context.setResult(provider.chat(request).aiMessage().text());
  }
}
