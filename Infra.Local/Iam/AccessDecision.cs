namespace Infra.Local.Iam;

/// <summary>One question that the deployed policies were asked, and their answer.</summary>
/// <param name="Holder">ARN of the role, or of the IoT policy attached to the device's certificate.</param>
internal sealed record AccessDecision(string Holder, string Action, string Resource, bool IsAllowed);
