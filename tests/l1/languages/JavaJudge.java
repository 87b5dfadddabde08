// For each path on standard input, a line: empty where javac parses the file, else what it says. Runs nothing.
import com.sun.source.util.JavacTask;
import java.io.*;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import javax.tools.*;

class JavaJudge {
    public static void main(String[] arguments) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in));
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
        for (String path; (path = paths.readLine()) != null; ) {
            out.println(verdict(compiler, Files.readString(Path.of(path), StandardCharsets.UTF_8)));
        }
        out.flush();
    }

    static String verdict(JavaCompiler compiler, String text) throws IOException {
        var file = new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return text;
            }
        };
        var said = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask) compiler.getTask(new StringWriter(), null, said, List.of("-proc:none"), null, List.of(file));
        task.parse();
        for (var one : said.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                return (one.getLineNumber() + ": " + one.getMessage(Locale.ENGLISH)).replaceAll("\\s+", " ");
            }
        }
        return "";
    }
}
