using Infra.Identity.Contracts;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>An alarm on the issuer alone would wait for a device to be refused: the retirer, which nobody has to ask, counts the days.</summary>
public sealed class The_end_of_the_ca
{
    private readonly IssuerWorld _world = new();

    [Theory]
    [InlineData(400)]
    [InlineData(0)]
    [InlineData(-3)] // it has ended
    public async Task is_counted_in_days_at_each_run_of_the_retirer_though_nothing_is_due(int days)
    {
        _world.AuthorityEnds = DateOnly.FromDateTime(_world.Clock.GetUtcNow().UtcDateTime).AddDays(days);

        await _world.RetireAsync();

        var line = Assert.Single(_world.Log.Lines);
        Assert.Equal(days, line.GetProperty(FunctionMetrics.AuthorityDaysLeft).GetInt32());
        Assert.Contains(FunctionMetrics.AuthorityDaysLeft, Metrics(line));
    }

    [Fact]
    public async Task is_not_spoken_of_where_there_is_none()
    {
        await _world.RetireAsync();

        var line = Assert.Single(_world.Log.Lines);
        Assert.False(line.TryGetProperty(FunctionMetrics.AuthorityDaysLeft, out _));
        Assert.DoesNotContain(FunctionMetrics.AuthorityDaysLeft, Metrics(line));
    }

    private static IEnumerable<string?> Metrics(System.Text.Json.JsonElement line) =>
        line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics").EnumerateArray().Select(metric => metric.GetProperty("Name").GetString());
}
