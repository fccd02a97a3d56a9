using System.Globalization;
using System.Text.Json;
using Infra.Identity;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_certificate_limit
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly Sha256Digest _csr = Sha256Digest.Of("csr"u8);

    /// <summary>
    /// The device's certificates, a letter each, oldest first: allowed so many days ago, ending in so many, made (+) or in the making (-).
    /// At most three live ones, ten minutes apart, seven days of overlap.
    /// </summary>
    [Theory]
    [InlineData("nothing yet", "", "allowed")]
    [InlineData("one in use", "100/265+", "allowed")]
    [InlineData("two in use", "3/362+ 2/363+", "allowed")]
    [InlineData("three in use", "3/362+ 2/363+ 1/364+", "too many until 5 days from now")]
    [InlineData("three, one of them in the making", "3/362+ 2/363+ 1/6-", "too many until 5 days from now")]
    [InlineData("three, one of them ended", "300/-1+ 2/363+ 1/364+", "allowed")]
    [InlineData("three, one of them given up", "8/-1- 2/363+ 1/364+", "allowed")]
    [InlineData("three, the oldest superseded", "30/335+ 7/358+ 1/364+", "allowed")]
    [InlineData("three, the oldest not quite superseded", "30/335+ 6/359+ 1/364+", "too many until 1 days from now")]
    [InlineData("what is in the making supersedes nothing", "30/335+ 20/345+ 8/1-", "allowed")]
    [InlineData("four, from when more were allowed", "4/361+ 3/362+ 2/363+ 1/364+", "too many until 5 days from now")]
    [InlineData("three in the making that will be given up", "3/4- 2/5- 1/6-", "too many until 4 days from now")]
    public void lets_a_device_have_so_many(string why, string certificates, string expected)
    {
        var limits = new CertificateLimits(TimeSpan.FromMinutes(10), 3, TimeSpan.FromDays(7));

        var admission = limits.Admit(Account(certificates), _csr, _now);

        Assert.Equal((why, expected), (why, Words(admission)));
    }

    [Fact]
    public void is_not_asked_twice_about_one_csr()
    {
        var limits = new CertificateLimits(TimeSpan.FromMinutes(10), 2, TimeSpan.FromDays(7));
        var full = (Account("2/363+ 1/364+") with { LastAllowedAt = _now }).With(_csr, new(_now, _now.AddDays(1)));

        Assert.IsType<Admission.Counted>(limits.Admit(full, _csr, _now));
        Assert.IsType<Admission.TooSoon>(limits.Admit(full, Sha256Digest.Of("other"u8), _now));
        Assert.IsType<Admission.TooMany>(limits.Admit(full, Sha256Digest.Of("other"u8), _now.AddHours(1)));
    }

    [Fact]
    public void makes_a_device_wait_for_what_remains()
    {
        var limits = new CertificateLimits(TimeSpan.FromMinutes(10), 3, TimeSpan.FromDays(7));
        var account = new DeviceAccount(DeviceId.Parse("SN-1"), 1) { LastAllowedAt = _now.AddMinutes(-4) };

        Assert.Equal(new Admission.TooSoon(TimeSpan.FromMinutes(6)), limits.Admit(account, _csr, _now));
        Assert.IsType<Admission.Allowed>(limits.Admit(account, _csr, _now.AddMinutes(6)));
        Assert.IsType<Admission.Allowed>((limits with { MinimumInterval = TimeSpan.Zero }).Admit(account with { LastAllowedAt = _now }, _csr, _now));
    }

    [Fact]
    public void forgets_what_has_ended_when_it_allows_something_new()
    {
        var limits = new CertificateLimits(TimeSpan.Zero, 3, TimeSpan.FromDays(7));

        var allowed = Assert.IsType<Admission.Allowed>(limits.Admit(Account("400/-35+ 8/-1- 1/364+"), _csr, _now));

        Assert.Equal(2, allowed.Account.Certificates.Count);
        Assert.Equal(new CountedCertificate(_now, _now.AddDays(7)), allowed.Account.Certificates[_csr.ToString()]);
        Assert.Equal(_now, allowed.Account.LastAllowedAt);
    }

    [Fact]
    public async Task answers_429_with_the_remaining_wait_and_writes_nothing()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.FromMinutes(10), 5, TimeSpan.FromDays(7)) };
        await world.PostAsync(world.AcmPca(direct: false));
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        var before = world.Clock.GetUtcNow();
        world.Header = AnotherRequest();

        var answer = await world.PostAsync(world.AcmPca(direct: false));

        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal((429, "too_soon"), (answer.StatusCode, body.RootElement.GetProperty("code").GetString()));
        var allowedAt = Assert.Single(world.Accounts.Items.Values).LastAllowedAt!.Value;
        Assert.Equal(
            Math.Ceiling((allowedAt + TimeSpan.FromMinutes(10) - before).TotalSeconds), double.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture));
        Assert.Single(world.Ledger.Items);
        Assert.Single(world.Authority.Orders);
        Assert.Equal("too_soon", world.Log.Outcomes.Last());
    }

    [Fact]
    public async Task answers_409_and_what_to_do_when_there_are_too_many()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.Zero, 2, TimeSpan.FromDays(7)) };
        var first = world.Header;
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(200, (await world.PostAsync(world.AcmPca(direct: false))).StatusCode);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Header = AnotherRequest();
        }

        var third = await world.PostAsync(world.AcmPca(direct: false));
        world.Header = first;
        var again = await world.PostAsync(world.AcmPca(direct: false));

        using var body = JsonDocument.Parse(third.Body);
        Assert.Equal((409, "too_many_certificates"), (third.StatusCode, body.RootElement.GetProperty("code").GetString()));
        Assert.Matches("has 2 live certificates, the most allowed, until 2026-11-29T06:0[0-9]:[0-9]{2}Z; ask again", body.RootElement.GetProperty("detail").GetString());
        Assert.False(third.Headers.ContainsKey("Retry-After"));
        Assert.Equal(200, again.StatusCode);
        Assert.Equal(2, world.Authority.Orders.Count);
    }

    [Fact]
    public async Task counts_a_certificate_until_it_ends_and_then_no_more()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.Zero, 2, TimeSpan.FromDays(364)) };
        await world.PostAsync(world.AcmPca(direct: false));
        world.Header = AnotherRequest();
        await world.PostAsync(world.AcmPca(direct: false));
        world.Header = AnotherRequest();
        Assert.Equal(409, (await world.PostAsync(world.AcmPca(direct: false))).StatusCode);

        world.Clock.Advance(TimeSpan.FromDays(91)); // they live for 90

        Assert.Equal(200, (await world.PostAsync(world.AcmPca(direct: false))).StatusCode);
        Assert.Single(Assert.Single(world.Accounts.Items.Values).Certificates);
    }

    [Fact]
    public async Task counts_the_same_request_again_once_its_certificate_has_ended()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.FromDays(100), 2, TimeSpan.FromDays(7)) };
        await world.PostAsync(world.AcmPca(direct: false));
        world.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Equal(429, (await world.PostAsync(world.AcmPca(direct: false))).StatusCode);
        world.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(200, (await world.PostAsync(world.AcmPca(direct: false))).StatusCode);
        Assert.Equal(2, world.Authority.Orders.Count);
    }

    [Fact]
    public async Task does_not_count_what_the_authority_rejects()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.FromMinutes(10), 2, TimeSpan.FromDays(7)) };
        var rejected = new PortException(PortFailure.Rejected, "acm-pca:IssueCertificate", new InvalidOperationException());

        Assert.Equal(400, (await world.PostAsync(world.AcmPca(direct: false, failure: rejected))).StatusCode);

        var account = Assert.Single(world.Accounts.Items.Values);
        Assert.Empty(account.Certificates);
        Assert.NotNull(account.LastAllowedAt);
    }

    [Fact]
    public async Task holds_for_both_issuers_together()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.FromMinutes(10), 5, TimeSpan.FromDays(7)) };
        await world.PostAsync(world.AcmPca(direct: false));
        world.Header = AnotherRequest();

        Assert.Equal(429, (await world.PostAsync(world.IotCore())).StatusCode);
        Assert.Empty(world.Iot.Certificates);
    }

    /// <summary>ECDSA signatures differ each time.</summary>
    private static string AnotherRequest() => new CsrRecipe().WithCommonName("SN-1").ToHeader();

    private static DeviceAccount Account(string certificates)
    {
        var account = new DeviceAccount(DeviceId.Parse("SN-1"), 1);
        foreach (var text in certificates.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var days = text[..^1].Split('/').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            var digest = Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes(text));
            account = account.With(digest, new(_now.AddDays(-days[0]), _now.AddDays(days[1]), text[^1] == '+' ? digest.ToString() : null));
        }

        return account;
    }

    private static string Words(Admission admission) => admission switch
    {
        Admission.Allowed => "allowed",
        Admission.TooMany many => $"too many until {(many.Until - _now).TotalDays:0} days from now",
        _ => $"{admission}",
    };
}
