namespace Infra.Local.Iam;

/// <summary>A policy document that IAM would not accept.</summary>
internal sealed class MalformedPolicyException(string message) : Exception(message);
