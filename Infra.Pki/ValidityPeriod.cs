namespace Infra.Pki;

/// <summary>From when until when a certificate holds, both ends included (RFC 5280 4.1.2.5), in whole seconds as X.509 writes them.</summary>
public readonly record struct ValidityPeriod
{
    public ValidityPeriod(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        NotBefore = WholeSeconds(notBefore);
        NotAfter = WholeSeconds(notAfter);
        if (NotAfter <= NotBefore)
        {
            throw new PkiException(PkiErrors.ValidityNotPossible,
                $"validity ends before it starts ({NotAfter:u} <= {NotBefore:u}); ask for a later end");
        }
    }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Starting now and lasting <paramref name="life"/>.</summary>
    public static ValidityPeriod FromNow(TimeProvider clock, TimeSpan life)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var now = clock.GetUtcNow();
        return new ValidityPeriod(now, now + life);
    }

    /// <summary>The same, starting earlier: for relying parties whose clocks run behind (ACM PCA backdates by an hour).</summary>
    public ValidityPeriod Backdated(TimeSpan by) => new(NotBefore - by, NotAfter);

    /// <summary>The same, ending no later than <paramref name="limit"/>: a certificate is worthless after its issuer's end.</summary>
    public ValidityPeriod CappedAt(DateTimeOffset limit) => NotAfter <= limit ? this : new(NotBefore, limit);

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
