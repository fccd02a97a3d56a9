using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.ClaimVendor;

/// <summary>
/// Makes claims for trusted users. The API authenticates them (authorization AWS_IAM or COGNITO_USER_POOLS); this function makes none for a caller it
/// cannot name, and writes down who asked, for which device, before the claim exists, and which claim it was after.
/// </summary>
internal sealed class ClaimHandler(
    IDeviceRegistry devices, IProvisioningClaims claims, string template, string iotEndpoint, FunctionLog log, TimeProvider time)
    : IHandler<APIGatewayProxyRequest, APIGatewayProxyResponse>
{
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var caller = ClaimCaller.Of(request);
        var device = DeviceOf(request);
        LogEntry Entry(string outcome) => new(invocation.RequestId, outcome, time.GetElapsedTime(started))
        {
            Device = device,
            Caller = caller?.Id,
            CallerClient = caller?.Client,
            CallerName = caller?.UserName,
        };

        try
        {
            if (caller is null)
            {
                return Refuse(ClaimProblems.CallerUnknown, ClaimProblems.CallerUnknown.Code);
            }

            if (device is not { } named)
            {
                return Refuse(ClaimProblems.RequestInvalid, ClaimProblems.RequestInvalid.Code);
            }

            using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
            if (RecordCheck.FaultOfStatus(await devices.FindAsync(named, patience.Token)) is { } fault)
            {
                return Refuse(ClaimProblems.DeviceRefused, fault);
            }

            log.Write(Entry(OtherOutcomes.ClaimRequested));
            var claim = await claims.CreateAsync(patience.Token);
            log.Write(Entry(OtherOutcomes.ClaimMade) with { CertificateId = claim.CertificateId });
            return HttpAnswer.Of(200, "application/json", Json(claim));
        }
        catch (PortException exception) when (exception.Failure is PortFailure.Throttled)
        {
            return Refuse(ClaimProblems.Throttled, ClaimProblems.Throttled.Code);
        }
        catch (Exception exception)
        {
            log.Write(Entry(ClaimProblems.Unavailable.Code) with { Fault = exception });
            return HttpAnswer.Of(ClaimProblems.Unavailable, device, invocation.RequestId);
        }

        APIGatewayProxyResponse Refuse(Problem problem, string reason)
        {
            log.Write(Entry(reason));
            return HttpAnswer.Of(problem, device, invocation.RequestId);
        }
    }

    private static DeviceId? DeviceOf(APIGatewayProxyRequest request)
    {
        try
        {
            var body = request is { IsBase64Encoded: true, Body: { } encoded } ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : request.Body;
            return string.IsNullOrEmpty(body) ? null
                : DeviceId.TryParse(JsonSerializer.Deserialize(body, ClaimJson.Default.ClaimRequest)?.DeviceId, out var device) ? device
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private string Json(ProvisioningClaim claim)
    {
        var answer = new ClaimAnswer
        {
            TemplateName = template,
            CertificateId = claim.CertificateId,
            Certificate = claim.CertificatePem,
            PrivateKey = claim.PrivateKeyPem,
            Endpoint = iotEndpoint,
            ExpiresAt = claim.ExpiresAt.UtcDateTime,
        };
        return JsonSerializer.Serialize(answer, ClaimJson.Default.ClaimAnswer);
    }
}
