package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostsTest {
  private final KnownHosts hosts =
      new KnownHosts(new Listen("10.0.0.7", 0, Set.of("Otto.example"), Optional.empty(), true));

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void anAddressOfIpv6IsTakenWithItsBracketsAndWithout(String host) {
    var listen = new Listen(host, 0, Set.of(), Optional.empty(), false);
    listen.requireTls("It", "never mind");
    assertEquals("http://[::1]:9", listen.addressOn(listen.localHost(), 9));
    assertTrue(new KnownHosts(listen).contains("[::1]:9"));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST:4191, true",
    "127.0.0.1:1, true",
    "[::1], true",
    "[::1]:4191, true",
    "10.0.0.7:80, true",
    "otto.EXAMPLE, true",
    "evil.example, false",
    "localhost.evil.example, false",
    "'', false",
    "[::1, false"
  })
  void onlyNamesOfThisServerAreKnown(String header, boolean known) {
    for (int i = 0; i < 2; i++) {
      assertEquals(known, hosts.contains(header));
    }
  }
}
