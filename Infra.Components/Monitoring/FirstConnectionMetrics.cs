namespace Infra.Components.Monitoring;

/// <summary>
/// Just-in-time provisioning as AWS IoT counts it. The developer guide does not say under which dimensions, so the metrics are asked for by
/// CloudWatch Metrics Insights, which sums over all.
/// </summary>
internal static class FirstConnectionMetrics
{
    public static string Failed { get; } = Query("ProvisionThing.ClientError");

    public static string Succeeded { get; } = Query("ProvisionThing.Success");

    private static string Query(string name) => $"""SELECT SUM("{name}") FROM "AWS/IoT" """.TrimEnd();
}
