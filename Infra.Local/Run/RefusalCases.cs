namespace Infra.Local.Run;

/// <summary>Three requests that must be refused, each a thing that somebody at the factory gate might try.</summary>
internal static class RefusalCases
{
    /// <summary>The authorizer's one answer to all of them: a refusal must not tell a known device from an unknown one.</summary>
    public const int ExpectedStatus = 403;

    /// <summary>Makes the cases around a device that was recorded.</summary>
    public static IEnumerable<(string Case, byte[] Csr)> Around(SimulatedDevice recorded)
    {
        // The last byte is in the signature: the request still parses, names a recorded device and carries its recorded key.
        var tampered = recorded.SignRequest();
        tampered[^1] ^= 0x01;
        yield return ("tampered-csr", tampered);

        using var unknown = SimulatedDevice.Unknown(recorded.Region);
        yield return ("unknown-device", unknown.SignRequest());

        using var impostor = SimulatedDevice.Impostor(recorded);
        yield return ("wrong-key", impostor.SignRequest());
    }
}
