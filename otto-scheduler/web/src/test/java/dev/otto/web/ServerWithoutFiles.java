package dev.otto.web;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process whose server is out of files from the first line of its input to the second. */
final class ServerWithoutFiles {
  private ServerWithoutFiles() {}

  private static final class Hello implements Server.Application {
    @Override
    public Reply answer(Call call) {
      return Reply.text(200, "hello");
    }

    @Override
    public Reply failed(Call call, Throwable thrown) {
      return Reply.text(500, "failed");
    }

    @Override
    public Reply refused(ApiException refusal) {
      return Reply.text(400, "refused");
    }

    @Override
    public void answered(Call call, Reply reply) {}
  }

  public static void main(String[] args) throws IOException {
    var limits = ConnectionLimits.of(10_000);
    var server =
        new Server(new Server.Settings(Listen.loopback(0), limits, Map.of(), 1 << 20), new Hello());
    server.start();
    System.out.println(server.port());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    in.readLine();
    var files = new ArrayList<FileInputStream>();
    while (openOne(files)) {}
    System.out.println("used up");
    in.readLine();
    for (FileInputStream file : files) {
      file.close();
    }
    System.out.println("given back");
    in.readLine();
  }

  private static boolean openOne(List<FileInputStream> files) {
    try {
      return files.add(new FileInputStream("/dev/null"));
    } catch (IOException e) {
      return false;
    }
  }
}
