using System.Globalization;
using Infra.Local.Reporting;

namespace Infra.Tests.Local.Reporting;

public sealed class A_line_view
{
    private const int Parts = 200;

    [Fact]
    public async Task counts_in_the_order_of_its_lines_whichever_thread_is_first()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        await new LineView(output).CountedStepAsync("devices", Parts, async done => await Parallel.ForEachAsync(
            Enumerable.Range(0, Parts), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (part, _) =>
            {
                done($"SN-{part}");
                return ValueTask.CompletedTask;
            }));

        var lines = output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.Equal(Enumerable.Range(1, Parts).Select(number => $"{number}/{Parts}"), lines.Select(line => line[1]));
        Assert.Equal(Enumerable.Range(0, Parts).Select(part => $"SN-{part}").Order(), lines.Select(line => line[2]).Order());
    }
}
