/* Java's TLS as a peer in tests: `java Peer.java client` and `java Peer.java server` work through a list of cells, one a
 * line of standard input, in one virtual machine.
 *
 *   client: PORT VERSION SUITE FILE         sends FILE to an echo server, in TLS 1.3 ends its side, reads to the end
 *   server: KEYSTORE VERSION SUITE OCTETS   listens, prints its port, sends back so many octets of one connection
 *
 * Each answer is one line: "ok PROTOCOL SUITE PEER" or "failed: REASON". */
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.util.*;
import javax.net.ssl.*;

public class Peer {
    static final char[] PASSWORD = "password".toCharArray();

    static TrustManager[] trust(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = new FileInputStream(file)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    static KeyManager[] keys(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    static void client(String[] cell) throws Exception {
        SSLContext context = context(null, trust("ca.crt"));
        byte[] sent = Files.readAllBytes(Paths.get(cell[3]));
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", Integer.parseInt(cell[0]))) {
            socket.setSoTimeout(20000);
            socket.setTcpNoDelay(true);
            socket.setEnabledProtocols(new String[] {cell[1]});
            socket.setEnabledCipherSuites(new String[] {cell[2]});
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            SSLSession session = socket.getSession();
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    if (session.getProtocol().equals("TLSv1.3")) {
                        socket.shutdownOutput();
                    }
                } catch (IOException e) {
                    System.out.println("failed: " + e);
                }
            });
            writer.start();
            byte[] got = socket.getInputStream().readNBytes(sent.length);
            writer.join();
            if (!Arrays.equals(sent, got)) {
                throw new IOException("what came back is not what was sent");
            }
            if (socket.getInputStream().read() != -1) {
                throw new IOException("more came back than was sent");
            }
            System.out.println("ok " + session.getProtocol() + " " + session.getCipherSuite() + " " + session.getPeerPrincipal());
        }
    }

    static void server(String[] cell) throws Exception {
        SSLContext context = context(keys(cell[0]), null);
        try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            listener.setSoTimeout(20000);
            listener.setEnabledProtocols(new String[] {cell[1]});
            listener.setEnabledCipherSuites(new String[] {cell[2]});
            System.out.println("listening on 127.0.0.1:" + listener.getLocalPort());
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(20000);
                socket.setTcpNoDelay(true);
                echo(socket, Integer.parseInt(cell[3]));
                SSLSession session = socket.getSession();
                System.out.println("ok " + session.getProtocol() + " " + session.getCipherSuite() + " none");
            }
        }
    }

    static void echo(SSLSocket socket, int octets) throws IOException {
        byte[] data = new byte[16384];
        for (int n; octets > 0 && (n = socket.getInputStream().read(data)) > 0; octets -= n) {
            socket.getOutputStream().write(data, 0, n);
        }
        socket.shutdownOutput();
        while (socket.getInputStream().read(data) > 0) {
        }
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader cells = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = cells.readLine()) != null;) {
            try {
                String[] cell = line.split(" ");
                if (arguments[0].equals("client")) {
                    client(cell);
                } else {
                    server(cell);
                }
            } catch (Exception e) {
                System.out.println("failed: " + e);
            }
        }
    }
}
