import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.factory.GraphDatabaseFactory;
import org.neo4j.kernel.api.security.UserManagerSupplier;
import org.neo4j.kernel.internal.GraphDatabaseAPI;
import org.neo4j.string.UTF8;

/** Neo4j 3.5 for the live tests; arguments and life are those of Neo4j4.java. */
public class Neo4j3 {
  public static void main(String[] args) throws Exception {
    var home = Path.of(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(home)));
    var builder = new GraphDatabaseFactory().newEmbeddedDatabaseBuilder(home.resolve("graph.db").toFile());
    for (int i = 1; i < args.length; i++) {
      var at = args[i].indexOf('=');
      builder.setConfig(args[i].substring(0, at), args[i].substring(at + 1));
    }
    var stdin = new BufferedReader(new InputStreamReader(System.in));
    var password = stdin.readLine();

    GraphDatabaseService database = builder.newGraphDatabase();
    if (password != null && !password.isEmpty()) {
      // 3.5 has no Cypher statement for passwords, and its procedure only serves a user who has logged in.
      ((GraphDatabaseAPI) database).getDependencyResolver().resolveDependency(UserManagerSupplier.class)
          .getUserManager().setUserPassword("neo4j", UTF8.encode(password), false);
    }
    System.out.println("READY");

    while (stdin.readLine() != null) { }
    database.shutdown();
    System.exit(0);
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException alreadyGone) {
      // The program that started us removes it, too.
    }
  }
}
