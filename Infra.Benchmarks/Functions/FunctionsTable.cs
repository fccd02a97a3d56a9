using System.Globalization;
using System.Runtime.CompilerServices;

namespace Infra.Benchmarks.Functions;

/// <summary>The result for people: one line a candidate.</summary>
internal static class FunctionsTable
{
    public static void Write(TextWriter output, FunctionsResult result)
    {
        var ratios = result.Runs.Select(result.RatiosOf).ToArray();
        var width = ratios.Max(candidate => candidate.Name.Length);
        output.WriteLine($"{"".PadRight(width)}   cold start           warm CPU per request, of floor and of first              peak RSS");
        output.WriteLine($"{"".PadRight(width)}   of hello  of first   {string.Concat(result.Kinds.Select(kind => $"{kind.Kind + ": floor",-16}{"first",6}   "))}    MiB");
        foreach (var candidate in ratios)
        {
            output.Write(Line($"{candidate.Name.PadRight(width)}   {candidate.ColdStartToHello,7:0.0}x {candidate.ColdStartToFirst,8:0.0}x   "));
            foreach (var kind in candidate.Warm) { output.Write(Line($"{kind.CpuToFloor,15:0.00}x {kind.CpuToFirst,5:0.0}x  ")); }
            output.WriteLine(Line($"  {candidate.PeakMemoryMiB,6:0.0}"));
        }

        output.WriteLine();
        foreach (var share in result.Runs.Select(result.SharesOf))
        {
            output.WriteLine(Line($"a cold start of {share.Name}: {share.Hello:P0} is a native hello world, {share.UntilItAsks:P0} until it asks for an event, {share.FirstEvent:P0} the first event (a warm one {share.WarmEvent:P0})"));
        }

        foreach (var share in result.Kinds.Select(result.SharesOf))
        {
            output.WriteLine(Line($"a request of {ratios[0].Name}, {share.Kind}: {share.GetItem:P0} is one GetItem, {share.ParseAndVerify:P0} parse and verify (raw verify {share.RawVerify:P0}), {share.Rest:P0} the rest"));
        }
    }

    private static string Line(ref DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
