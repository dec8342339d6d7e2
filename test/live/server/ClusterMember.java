import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import org.neo4j.causalclustering.core.CoreGraphDatabase;
import org.neo4j.causalclustering.discovery.EnterpriseDiscoveryServiceFactorySelector;
import org.neo4j.causalclustering.readreplica.ReadReplicaGraphDatabase;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.facade.GraphDatabaseDependencies;
import org.neo4j.kernel.configuration.Config;

/**
 * One member of a causal cluster of Neo4j 3.5. Arguments: home folder, then name=value settings, of which `dbms.mode` is
 * CORE or READ_REPLICA. It says READY once it has joined, and lives as long as stdin is open; its home stays.
 */
public class ClusterMember {
  public static void main(String[] args) throws IOException {
    var home = new File(args[0]);
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      var at = args[i].indexOf('=');
      settings.put(args[i].substring(0, at), args[i].substring(at + 1));
    }
    var stdin = new BufferedReader(new InputStreamReader(System.in));
    stdin.readLine();

    GraphDatabaseService database = null;
    try {
      database = join(home, settings);
    } catch (RuntimeException failure) {
      failure.printStackTrace();
      // Threads of a member that failed to join keep the process alive.
      System.exit(1);
    }
    System.out.println("READY");

    while (stdin.readLine() != null) { }
    database.shutdown();
    System.exit(0);
  }

  private static GraphDatabaseService join(File home, Map<String, String> settings) {
    var store = new File(home, "data/databases/graph.db");
    var config = Config.builder().withHome(home).withSettings(settings).build();
    var dependencies = GraphDatabaseDependencies.newDependencies();
    var discovery = new EnterpriseDiscoveryServiceFactorySelector().select(config);
    return settings.get("dbms.mode").equals("CORE")
        ? new CoreGraphDatabase(store, config, dependencies, discovery)
        : new ReadReplicaGraphDatabase(store, config, dependencies, discovery);
  }
}
