// For each path on standard input, a line: empty where Kotlin's parser takes the file, else what it says. Runs nothing.
import com.intellij.lang.ASTNode;
import com.intellij.openapi.util.Disposer;
import com.intellij.psi.PsiErrorElement;
import com.intellij.psi.PsiFileFactory;
import com.intellij.psi.TokenType;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.ArrayDeque;
import org.jetbrains.kotlin.cli.FrontendConfigurationKeysKt;
import org.jetbrains.kotlin.cli.jvm.compiler.EnvironmentConfigFiles;
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinCoreEnvironment;
import org.jetbrains.kotlin.compiler.plugin.CompilerPluginRegistrar;
import org.jetbrains.kotlin.config.CompilerConfiguration;
import org.jetbrains.kotlin.idea.KotlinLanguage;

class KotlinJudge {
    public static void main(String[] arguments) throws IOException {
        var configuration = new CompilerConfiguration();
        FrontendConfigurationKeysKt.setExtensionsStorage(configuration, new CompilerPluginRegistrar.ExtensionStorage());
        var environment = KotlinCoreEnvironment.createForProduction(Disposer.newDisposable(), configuration, EnvironmentConfigFiles.JVM_CONFIG_FILES);
        var files = PsiFileFactory.getInstance(environment.getProject());
        var paths = new BufferedReader(new InputStreamReader(System.in));
        var out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
        for (String path; (path = paths.readLine()) != null; ) {
            var text = Files.readString(Path.of(path), StandardCharsets.UTF_8).replace("\uFEFF", "").replace("\r\n", "\n");
            var name = path.endsWith(".kts") ? "a.kts" : "a.kt";
            out.println(verdict(files.createFileFromText(name, KotlinLanguage.INSTANCE, text).getNode()));
        }
        out.flush();
        System.exit(0);
    }

    static String verdict(ASTNode root) {
        var waiting = new ArrayDeque<ASTNode>();
        waiting.push(root);
        while (!waiting.isEmpty()) {
            var node = waiting.pop();
            if (node.getPsi() instanceof PsiErrorElement error) {
                return (error.getTextOffset() + ": " + error.getErrorDescription()).replaceAll("\\s+", " ");
            }
            if (node.getElementType() == TokenType.BAD_CHARACTER) {
                return node.getStartOffset() + ": a character that belongs nowhere";
            }
            for (var child = node.getFirstChildNode(); child != null; child = child.getTreeNext()) {
                waiting.push(child);
            }
        }
        return "";
    }
}
