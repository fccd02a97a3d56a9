using System.Net;
using Infra.Local.AcmPca;
using Infra.Local.ApiGateway;

namespace Infra.Local.Cloud;

/// <summary>What the local cloud is started with.</summary>
internal sealed record LocalCloudOptions
{
    /// <summary>Where <c>node_modules/dynalite</c> is.</summary>
    public required string NodeFolder { get; init; }

    /// <summary>The program's folder; a relative path of its settings counts from there.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>Environments per function; further invocations wait for a free one.</summary>
    public int MaxEnvironments { get; init; } = 4;

    /// <summary>How long ACM PCA takes.</summary>
    public PcaLatency PcaLatency { get; init; } = PcaLatency.Short;

    /// <summary>How long an event waits before a function that failed on it gets it again; before the second retry, twice as long.</summary>
    public TimeSpan EventRetryPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From where a caller of an API seems to come, by the loopback address that it calls from. Default: from that very address.</summary>
    public Func<IPAddress, CallerOrigin> OriginOf { get; init; } = address => new(address);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
