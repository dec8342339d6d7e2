import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * Neo4j 4.0 and newer, for the live tests. Arguments: home folder, then name=value settings. The first line of stdin is the
 * password to set (empty: keep the one that is set). The server lives as long as stdin is open, then removes its home.
 */
public class Neo4j4 {
  public static void main(String[] args) throws Exception {
    var home = Path.of(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(home)));
    var configuration = home.resolve("neo4j.conf");
    Files.write(configuration, List.of(args).subList(1, args.length));
    var stdin = new BufferedReader(new InputStreamReader(System.in));
    var password = stdin.readLine();

    var service = builder(home, configuration).build();
    if (password != null && !password.isEmpty()) {
      service.database("system").executeTransactionally(
          "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
    }
    System.out.println("READY");

    while (stdin.readLine() != null) { }
    service.shutdown();
    System.exit(0);
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException alreadyGone) {
      // The program that started us removes it, too.
    }
  }

  /** Reflection, because 4.1 and 4.2 take a File and a String where newer versions take a Path. */
  private static DatabaseManagementServiceBuilder builder(Path home, Path configuration) throws Exception {
    var type = DatabaseManagementServiceBuilder.class;
    try {
      var builder = type.getConstructor(Path.class).newInstance(home);
      type.getMethod("loadPropertiesFromFile", Path.class).invoke(builder, configuration);
      return builder;
    } catch (NoSuchMethodException olderVersion) {
      var builder = type.getConstructor(File.class).newInstance(home.toFile());
      type.getMethod("loadPropertiesFromFile", String.class).invoke(builder, configuration.toString());
      return builder;
    }
  }
}
