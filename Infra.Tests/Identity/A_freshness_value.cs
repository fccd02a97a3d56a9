using Infra.Identity.Requests;

namespace Infra.Tests.Identity;

public sealed class A_freshness_value
{
    private const string Nonce = "0123456789abcdef";
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void is_read(string text)
    {
        Assert.True(FreshnessValue.TryParse(text, out var value));
        Assert.Equal(_now, value.SignedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fresh1")]
    [InlineData("secret")]
    [InlineData("fresh2 2026-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("Fresh1 2026-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1  2026-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T06:00:00Z")]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789abcde")]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789ABCDEF")]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789abcdef ")]
    [InlineData("fresh1 2026-11-22T06:00:00Z_0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T06:00:00z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22 06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-13-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T24:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T06:00:60Z 0123456789abcdef")]
    [InlineData("fresh1 20261-1-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 ٢٠٢٦-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1  026-11-22T06:00:00Z 0123456789abcdef")]
    [InlineData("fresh1 2026-11-22T06:00:00Z 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    public void is_nothing_else(string text) => Assert.False(FreshnessValue.TryParse(text, out _));

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void is_written_as_it_is_read(int nonce)
    {
        var text = FreshnessValue.Write(_now.ToOffset(TimeSpan.FromHours(5)), new byte[nonce]);

        Assert.True(FreshnessValue.TryParse(text, out var value));
        Assert.Equal(_now, value.SignedAt);
        Assert.Matches("^[A-Za-z0-9 '()+,./:=?-]+$", text); // PrintableString, X.680
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    public void is_not_written_without_a_proper_nonce(int nonce) => Assert.Throws<ArgumentException>(() => FreshnessValue.Write(_now, new byte[nonce]));

    [Fact]
    public void allocates_nothing_when_it_is_read()
    {
        string[] texts = [$"fresh1 2026-11-22T06:00:00Z {Nonce}", $"fresh1 2026-99-22T06:00:00Z {Nonce}", new string('x', 255)];
        Assert.Equal(1, Readable(texts));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Readable(texts);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Readable(string[] texts)
    {
        var readable = 0;
        foreach (var text in texts)
        {
            if (FreshnessValue.TryParse(text, out _)) { readable++; }
        }

        return readable;
    }

    /// <summary>At most five minutes old, and clocks off by at most one: seconds since it was signed -> what is wrong.</summary>
    [Theory]
    [InlineData(0, null)]
    [InlineData(360, null)]
    [InlineData(361, FreshnessRefusal.Expired)]
    [InlineData(86_400, FreshnessRefusal.Expired)]
    [InlineData(-60, null)]
    [InlineData(-61, FreshnessRefusal.InFuture)]
    [InlineData(-86_400, FreshnessRefusal.InFuture)]
    public void holds_for_a_while(int age, FreshnessRefusal? expected) =>
        Assert.Equal(expected, Rule.Check(FreshnessValue.Write(_now.AddSeconds(-age), new byte[8]), _now));

    [Theory]
    [InlineData(null, FreshnessRefusal.Missing)]
    [InlineData("secret", FreshnessRefusal.Malformed)]
    [InlineData("fresh1 0001-01-01T00:00:00Z 0123456789abcdef", FreshnessRefusal.Expired)]
    [InlineData("fresh1 9999-12-31T23:59:59Z 0123456789abcdef", FreshnessRefusal.InFuture)]
    public void is_needed_where_it_is_asked_for(string? text, FreshnessRefusal expected)
    {
        Assert.Equal(expected, Rule.Check(text, _now));
        Assert.Null(FreshnessRule.NotRequired.Check(text, _now));
    }

    [Fact]
    public void has_refusals_with_codes_of_their_own()
    {
        var codes = Enum.GetValues<FreshnessRefusal>().Select(refusal => refusal.Code).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^freshness_[a-z_]+$", code));
    }

    private static FreshnessRule Rule => new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
}
