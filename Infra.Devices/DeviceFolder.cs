using System.Text;
using Infra.Devices.Fleet;

namespace Infra.Devices;

/// <summary>What a device keeps on its disk. The key is 0600 from the first byte; every file takes its place whole.</summary>
public sealed class DeviceFolder(string path)
{
    public string KeyPath => Path.Combine(path, "device.key");

    public string RequestPath => Path.Combine(path, "device.csr");

    /// <summary>The request of a renewal that is under way.</summary>
    public string RenewalPath => Path.Combine(path, "renewal.csr");

    public string CertificatePath => Path.Combine(path, "device.crt");

    /// <summary>The issuers above the certificate.</summary>
    public string ChainPath => Path.Combine(path, "chain.pem");

    /// <summary>HOST or HOST:PORT of the MQTT endpoint that enrollment named.</summary>
    public string EndpointPath => Path.Combine(path, "endpoint.txt");

    /// <summary>The thing's name, and so the MQTT client id, where fleet provisioning chose it.</summary>
    public string ThingNamePath => Path.Combine(path, "thing-name.txt");

    /// <summary>What the fleet provisioning template told the device, as JSON.</summary>
    public string ConfigurationPath => Path.Combine(path, "device-configuration.json");

    /// <summary>How far fleet provisioning has come; gone when it is done.</summary>
    internal string FleetProgressPath => Path.Combine(path, "fleet.json");

    /// <summary>A key that AWS IoT made, until its certificate is registered.</summary>
    internal string FleetKeyPath => Path.Combine(path, "fleet.key");

    /// <summary>Told of each change to the folder before it is made, so that tests can cut the power there. Default: nobody.</summary>
    internal Action<string>? BeforeChange { get; init; }

    public void WriteKey(string pem) => Write(KeyPath, pem, OwnersOnly);

    public void WriteRequest(string pem) => Write(RequestPath, pem, Readable);

    public void WriteRenewal(string pem) => Write(RenewalPath, pem, Readable);

    /// <summary>Puts another request in the place of one that is of no use any more.</summary>
    internal void Rewrite(string requestPath, string pem) => Write(requestPath, pem, Readable);

    /// <summary>The renewal's request is now the one of the certificate.</summary>
    public void RenewalIsDone() => Move(RenewalPath, RequestPath);

    internal void WriteFleetProgress(string json) => Write(FleetProgressPath, json, Readable);

    internal void WriteFleetKey(string pem) => Write(FleetKeyPath, pem, OwnersOnly);

    internal void FleetKeyIsTheDevices() => Move(FleetKeyPath, KeyPath);

    internal void Remove(string file)
    {
        BeforeChange?.Invoke($"remove {file}");
        File.Delete(file);
    }

    /// <summary>The certificate last, so that where it is, the rest is too.</summary>
    public void WriteCertificate(EnrolledCertificate issued)
    {
        ArgumentNullException.ThrowIfNull(issued);
        Write(ChainPath, issued.CertificateChain, Readable);
        Write(EndpointPath, (issued.Endpoint ?? "") + "\n", Readable);
        Write(CertificatePath, issued.Certificate, Readable);
    }

    /// <summary>What fleet provisioning made of the device.</summary>
    public void WriteProvisioned(FleetThing thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        Write(ThingNamePath, thing.ThingName + "\n", Readable);
        Write(ConfigurationPath, (thing.DeviceConfiguration?.ToJsonString() ?? "{}") + "\n", Readable);
    }

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private void Write(string file, string text, UnixFileMode mode)
    {
        Directory.CreateDirectory(path);
        var partial = file + ".partial";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // The mode is given at creation: a chmod afterwards would leave the key readable for a moment.
        if (!OperatingSystem.IsWindows()) { options.UnixCreateMode = mode; }
        using (var stream = new FileStream(partial, options))
        {
            BeforeChange?.Invoke($"fill {file}");
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        Move(partial, file);
    }

    private void Move(string from, string to)
    {
        BeforeChange?.Invoke($"move {to}");
        File.Move(from, to, overwrite: true);
    }
}
