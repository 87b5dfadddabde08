// For each path on standard input, a line: empty where Roslyn parses the file, else what it says. Runs nothing.
using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

static class Judge
{
    static void Main()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        using (var output = new StreamWriter(Console.OpenStandardOutput()))
        {
            for (string path; (path = Console.In.ReadLine()) != null;)
            {
                var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path), options);
                var error = tree.GetDiagnostics().FirstOrDefault(one => one.Severity == DiagnosticSeverity.Error);
                output.WriteLine(error == null ? "" : error.ToString().Replace('\n', ' '));
            }
        }
    }
}
