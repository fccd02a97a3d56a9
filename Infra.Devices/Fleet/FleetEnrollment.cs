namespace Infra.Devices.Fleet;

/// <summary>
/// From a claim to a certificate of the device's own. A certificate is on the device's record before it is registered, so a cut costs one at most, and the next
/// run names it: one of Amazon's CA that was registered when the cut came stays ACTIVE beside its successor, since the answer with the thing's name is sent once,
/// and the token that could ask again lives in memory only. One that was not registered is removed by AWS IoT within the hour.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="api">Asked over the claim's connection.</param>
/// <param name="clock">Decides whether a certificate holds.</param>
public sealed class FleetEnrollment(ReferenceDevice device, FleetProvisioning api, TimeProvider clock)
{
    private readonly FleetJournal _journal = new(device.Folder);

    /// <summary>Completes what a cut has left when the template had run: nobody is asked. Null where there is no such thing.</summary>
    public static FleetOutcome.Provisioned? Finish(DeviceFolder folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new FleetJournal(folder).Finish(clock.GetUtcNow());
    }

    /// <summary>Has the device's own key certified; the key is made where there is none.</summary>
    /// <param name="template">The fleet provisioning template.</param>
    /// <param name="parameters">What the template asks the device.</param>
    /// <param name="kind">The kind of key to make.</param>
    /// <param name="endpoint">HOST or HOST:PORT, where the device will connect.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<FleetOutcome> ProvisionAsync(
        string template, IReadOnlyDictionary<string, string> parameters, DeviceKeyKind kind, string endpoint, CancellationToken cancellationToken)
    {
        if (_journal.Finish(clock.GetUtcNow()) is { } finished) { return finished; }
        using var key = device.OpenKey(kind);
        var request = await File.ReadAllTextAsync(device.RequestFor(key), cancellationToken).ConfigureAwait(false);
        return await AskAsync(() => api.CreateFromRequestAsync(request, cancellationToken), key, template, parameters, endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has AWS IoT make the key too, for a device that cannot. A key that is there is not replaced.</summary>
    public async Task<FleetOutcome> ProvisionWithKeyOfAwsAsync(
        string template, IReadOnlyDictionary<string, string> parameters, string endpoint, CancellationToken cancellationToken)
    {
        if (_journal.Finish(clock.GetUtcNow()) is { } finished) { return finished; }
        if (File.Exists(device.Folder.KeyPath)) { throw new IOException($"'{device.Folder.KeyPath}' is there already, and is not replaced"); }
        return await AskAsync(() => api.CreateWithKeyAsync(cancellationToken), ownKey: null, template, parameters, endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Both requests; where the token of the first no longer counts, both once more.</summary>
    private async Task<FleetOutcome> AskAsync(
        Func<Task<FleetAnswer<FleetCertificate>>> create, DeviceKey? ownKey, string template, IReadOnlyDictionary<string, string> parameters, string endpoint,
        CancellationToken cancellationToken)
    {
        for (var isLast = false; ; isLast = true)
        {
            var created = await create().ConfigureAwait(false);
            if (created.Accepted is not { } certificate) { return new FleetOutcome.Rejected(FleetStep.Certificate, created.Rejected!); }
            if (Objection(certificate, ownKey, endpoint) is { } objection) { return new FleetOutcome.Refused(objection); }
            _journal.Begin(certificate, endpoint);
            var registered = await api.RegisterAsync(template, certificate, parameters, cancellationToken).ConfigureAwait(false);
            if (registered.Accepted is { } thing)
            {
                _journal.Register(thing);
                return _journal.Finish(clock.GetUtcNow()) ?? throw new InvalidDataException("what was kept of the certificate cannot be read back");
            }

            _journal.Drop(mayBeRegistered: registered.Rejected!.IsOfTheToken);
            if (isLast || !registered.Rejected.IsOfTheToken) { return new FleetOutcome.Rejected(FleetStep.Registration, registered.Rejected); }
        }
    }

    /// <summary>Before it is registered: a certificate for another key must not become this device's.</summary>
    private string? Objection(FleetCertificate certificate, DeviceKey? ownKey, string endpoint)
    {
        var issued = new EnrolledCertificate(certificate.CertificatePem, "", endpoint, IssuedChain.EndOf(certificate.CertificatePem));
        if (ownKey is not null) { return IssuedChain.Objection(issued, deviceId: null, ownKey, rootPem: null, clock.GetUtcNow()); }
        using var key = DeviceKey.FromPem(certificate.PrivateKey ?? throw new InvalidDataException("the answer has no key"));
        return IssuedChain.Objection(issued, deviceId: null, key, rootPem: null, clock.GetUtcNow());
    }
}

/// <summary>The two requests of fleet provisioning.</summary>
public enum FleetStep
{
    /// <summary>CreateCertificateFromCsr or CreateKeysAndCertificate.</summary>
    Certificate,

    /// <summary>RegisterThing.</summary>
    Registration,
}

/// <summary>How fleet provisioning ended.</summary>
public abstract record FleetOutcome
{
    private FleetOutcome() { }

    /// <summary>The device has all it needs.</summary>
    public sealed record Provisioned(FleetThing Thing, string CertificateId, EnrolledCertificate Kept) : FleetOutcome
    {
        /// <summary>Certificates of earlier runs that were cut while they were registered: what AWS IoT has of them is ACTIVE, and nobody holds it. Default: none.</summary>
        public IReadOnlyList<string> Lost { get; init; } = [];
    }

    /// <summary>AWS IoT said no.</summary>
    public sealed record Rejected(FleetStep Step, FleetRejection Rejection) : FleetOutcome;

    /// <summary>The device did not take the certificate, and had it registered for nobody.</summary>
    public sealed record Refused(string Objection) : FleetOutcome;
}
