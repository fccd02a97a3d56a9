namespace Infra.Lambdas.Issuing;

/// <summary>
/// A token bucket before everything that an issuance writes or calls. Each environment of a function has one, with its share of the quota; so what comes
/// in too fast costs nothing but the answer, and the service's own throttling is for what no environment could know of.
/// </summary>
/// <param name="perMinute">Issuances a minute that this environment lets through.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadShedder(int perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _perSecond = perMinute / 60.0;

    /// <summary>Five seconds' worth may come at once, one at least.</summary>
    private readonly double _most = Math.Max(1, perMinute / 12.0);

    private double _tokens = Math.Max(1, perMinute / 12.0);
    private long _filledAt = time.GetTimestamp();

    /// <summary>Whether one more may begin.</summary>
    /// <param name="wait">If not: until one may.</param>
    public bool TryEnter(out TimeSpan wait)
    {
        lock (_lock)
        {
            Fill();
            if (_tokens >= 1)
            {
                _tokens--;
                wait = TimeSpan.Zero;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - _tokens) / _perSecond);
            return false;
        }
    }

    /// <summary>The service throttles: other environments have used up what this one thought was left. It begins again from nothing.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            Fill();
            _tokens = 0;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_most, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
        _filledAt = now;
    }
}
