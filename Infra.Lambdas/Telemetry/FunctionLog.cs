using System.Text.Json;
using Infra.Identity.Contracts;

namespace Infra.Lambdas.Telemetry;

/// <summary>
/// The function's log: one JSON object a line, which CloudWatch reads as a structured log and as metrics in one
/// (embedded metric format). Ids and codes only: never a CSR, a key or a certificate.
/// </summary>
/// <remarks>
/// It writes to the process's standard output itself: the runtime client takes over Console and puts a prefix before each line.
/// </remarks>
/// <param name="sku">The product line that the function works for.</param>
/// <param name="handler">The function, one of <see cref="HandlerNames"/>.</param>
/// <param name="output">Where the lines go.</param>
/// <param name="time">The clock.</param>
internal sealed class FunctionLog(string sku, string handler, Stream output, TimeProvider time)
{
    private readonly Lock _oneLineAtATime = new();

    public void Write(LogEntry entry)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetrics(json, entry);
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", entry.Fault is null ? "info" : "error");
            json.WriteString(FunctionMetrics.Sku, sku);
            json.WriteString(FunctionMetrics.Handler, handler);
            json.WriteString("requestId", entry.RequestId);
            json.WriteString(FunctionMetrics.Outcome, entry.Outcome);
            if (entry.Device is { } device)
            {
                json.WriteString("deviceId", device.ToString());
            }

            if (entry.CsrSha256 is { } digest)
            {
                json.WriteString("csrSha256", digest.ToString());
            }

            if (entry.CertificateId is { } certificateId)
            {
                json.WriteString("certificateId", certificateId);
            }

            if (entry.Caller is { } caller)
            {
                json.WriteString("caller", caller);
            }

            if (entry.CallerClient is { } client)
            {
                json.WriteString("callerClient", client);
            }

            if (entry.CallerName is { } name)
            {
                json.WriteString("callerName", name);
            }

            if (entry.Fault is { } fault)
            {
                json.WriteString("fault", fault.ToString());
            }

            json.WriteNumber(FunctionMetrics.DurationMs, Math.Round(entry.Duration.TotalMilliseconds, 2));
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        lock (_oneLineAtATime)
        {
            output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            output.Flush();
        }
    }

    private void WriteMetrics(Utf8JsonWriter json, LogEntry entry)
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", FunctionMetrics.Namespace);
        json.WriteStartArray("Dimensions");
        WriteNames(json, FunctionMetrics.Sku, FunctionMetrics.Handler);
        WriteNames(json, FunctionMetrics.Sku, FunctionMetrics.Handler, FunctionMetrics.Outcome);
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        WriteMetric(json, FunctionMetrics.Count, "Count");
        WriteMetric(json, FunctionMetrics.Faults, "Count");
        WriteMetric(json, FunctionMetrics.DurationMs, "Milliseconds");
        if (entry.AuthorityDaysLeft is not null)
        {
            WriteMetric(json, FunctionMetrics.AuthorityDaysLeft, "None");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber(FunctionMetrics.Count, 1);
        json.WriteNumber(FunctionMetrics.Faults, entry.Fault is null ? 0 : 1);
        if (entry.AuthorityDaysLeft is { } daysLeft)
        {
            json.WriteNumber(FunctionMetrics.AuthorityDaysLeft, daysLeft);
        }
    }

    private static void WriteNames(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        json.WriteStartArray();
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter json, string name, string unit)
    {
        json.WriteStartObject();
        json.WriteString("Name", name);
        json.WriteString("Unit", unit);
        json.WriteEndObject();
    }
}
