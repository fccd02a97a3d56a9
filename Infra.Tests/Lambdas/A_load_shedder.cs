using System.Globalization;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_load_shedder
{
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(120, 10)]
    [InlineData(60, 5)]
    [InlineData(6, 1)] // one at least, or nothing would ever pass
    public void lets_five_seconds_worth_through_at_once(int perMinute, int expected) => Assert.Equal(expected, Entered(new(perMinute, _clock)));

    [Fact]
    public void lets_through_what_it_is_set_to_in_the_long_run()
    {
        var shedder = new LoadShedder(120, _clock);
        var entered = 0;
        for (var tenth = 0; tenth < 6_000; tenth++)
        {
            entered += Entered(shedder);
            _clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.InRange(entered, 120 * 10, (120 * 10) + 10);
    }

    [Fact]
    public void saves_no_more_than_that_while_nothing_comes()
    {
        var shedder = new LoadShedder(120, _clock);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(10, Entered(shedder));
    }

    [Fact]
    public void says_how_long_until_the_next()
    {
        var shedder = new LoadShedder(120, _clock);
        Entered(shedder);

        Assert.False(shedder.TryEnter(out var wait));
        Assert.Equal(0.5, wait.TotalSeconds, 6);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(shedder.TryEnter(out wait));
        Assert.Equal(0.3, wait.TotalSeconds, 6);
        _clock.Advance(TimeSpan.FromSeconds(0.31));
        Assert.True(shedder.TryEnter(out _));
    }

    [Fact]
    public void begins_again_from_nothing_when_drained()
    {
        var shedder = new LoadShedder(120, _clock);

        shedder.Drain();

        Assert.Equal(0, Entered(shedder));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Entered(shedder));
    }

    [Fact]
    public async Task stands_before_everything_that_is_written_or_called()
    {
        var world = new IssuerWorld { PerMinute = 6 };
        var process = new Process();
        var issuer = world.AcmPca(direct: false, process);
        Assert.Equal(200, (await world.PostAsync(issuer)).StatusCode);
        var before = process.Moments;
        world.Header = new CsrRecipe().WithCommonName("SN-1").ToHeader();

        var answer = await world.PostAsync(issuer);

        Assert.Equal((429, "overloaded"), (answer.StatusCode, world.Log.Outcomes.Last()));
        Assert.Equal(before, process.Moments);
        Assert.Equal(0, world.Log.Lines[^1].GetProperty("faults").GetInt32());
        // Ten seconds or nearly to the next token, then the device's own spread.
        Assert.InRange(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), 9, 20);

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await world.PostAsync(issuer)).StatusCode);
    }

    [Fact]
    public async Task tells_a_device_the_same_wait_each_time_and_another_device_another()
    {
        var waits = new List<string>();
        foreach (var device in new[] { "SN-1", "SN-1", "SN-2", "SN-3", "SN-4" })
        {
            var world = new IssuerWorld { PerMinute = 6, Header = new CsrRecipe().WithCommonName(device).ToHeader() };
            var issuer = world.AcmPca(direct: false, failure: new PortException(PortFailure.Throttled, "acm-pca:IssueCertificate", new InvalidOperationException()));
            await world.PostAsync(issuer, device: device);
            waits.Add((await world.PostAsync(issuer, device: device)).Headers["Retry-After"]);
        }

        Assert.Equal(waits[0], waits[1]);
        Assert.True(waits.Distinct().Count() > 2, string.Join(", ", waits));
    }

    [Fact]
    public async Task sheds_at_once_after_the_service_has_throttled()
    {
        var world = new IssuerWorld { PerMinute = 120 };
        var throttled = new PortException(PortFailure.Throttled, "acm-pca:IssueCertificate", new InvalidOperationException());
        var issuer = world.AcmPca(direct: false, failure: throttled);

        await world.PostAsync(issuer);
        await world.PostAsync(issuer);

        Assert.Equal(["throttled", "overloaded"], world.Log.Outcomes);
    }

    private static int Entered(LoadShedder shedder)
    {
        var count = 0;
        while (shedder.TryEnter(out _)) { count++; }
        return count;
    }
}
