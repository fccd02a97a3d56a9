namespace Infra.Devices;

/// <summary>What a device has on its disk to connect with; PEM each.</summary>
/// <param name="CertificatePath">Its certificate; certificates after the first are not looked at.</param>
/// <param name="KeyPath">Its private key, unencrypted.</param>
/// <param name="RootPath">The root that the gateway's certificate must chain to.</param>
public sealed record DeviceFiles(string CertificatePath, string KeyPath, string RootPath);
