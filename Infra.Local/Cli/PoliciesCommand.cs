using System.CommandLine;
using Infra.Local.Review;
using Infra.Local.Run;

namespace Infra.Local.Cli;

/// <summary><c>./infra policies</c>.</summary>
internal static class PoliciesCommand
{
    /// <summary>0: the files are as the program renders them, or were made so. 1: with --check, a file differs; each is named.</summary>
    public static Command Build()
    {
        var check = new Option<bool>("--check") { Description = "write nothing; fail where a committed file differs from what the program renders" };
        var command = new Command("policies", "Renders every profile's policies to policies/ and their index to docs/policies.md.") { check };
        command.SetAction(async (parsed, _) => await RunAsync(LocalPaths.Root, parsed.GetValue(check), Console.Out, Console.Error));
        return command;
    }

    public static async Task<int> RunAsync(string root, bool check, TextWriter output, TextWriter errors)
    {
        var review = await PolicyReview.RenderAsync(root);
        if (!check)
        {
            var written = review.Write();
            foreach (var path in written) { output.WriteLine(path); }
            output.WriteLine($"{written.Count} files differed and were rendered anew; review the diff");
            return 0;
        }
        var drift = review.Drift();
        foreach (var path in drift) { errors.WriteLine($"infra: error: {path} is not what the program renders"); }
        if (drift.Count > 0) { errors.WriteLine("infra: hint: ./infra policies renders them anew; review the diff"); }
        else { output.WriteLine("every policy is as the program renders it"); }
        return drift.Count == 0 ? 0 : 1;
    }
}
