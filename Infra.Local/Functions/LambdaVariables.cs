using System.Collections.Frozen;
using System.Globalization;
using Infra.Local.Iam;

namespace Infra.Local.Functions;

/// <summary>The variables that Lambda itself sets (Lambda Developer Guide, "Defined runtime environment variables").</summary>
internal static class LambdaVariables
{
    /// <summary>Names that a function's own environment may not use; CreateFunction refuses them.</summary>
    public static FrozenSet<string> Reserved { get; } = new[]
    {
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<(string Name, string Value)> Of(
        FunctionSettings function, RoleCredentials credentials, Uri awsEndpoint, string runtimeApi, string logStream) =>
    [
        ("_HANDLER", function.Handler),
        ("AWS_REGION", function.Region),
        ("AWS_DEFAULT_REGION", function.Region),
        ("AWS_LAMBDA_FUNCTION_NAME", function.Name),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.MemoryMb.ToString(CultureInfo.InvariantCulture)),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", function.LogGroup),
        ("AWS_LAMBDA_LOG_STREAM_NAME", logStream),
        ("AWS_ACCESS_KEY_ID", credentials.AccessKeyId),
        ("AWS_SECRET_ACCESS_KEY", credentials.SecretAccessKey),
        ("AWS_SESSION_TOKEN", credentials.SessionToken),
        ("AWS_LAMBDA_RUNTIME_API", runtimeApi),
        ("LAMBDA_TASK_ROOT", Path.GetDirectoryName(function.Executable)!),
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
        ("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"),
        // The one variable that AWS would not set: where this cloud's services are.
        ("AWS_ENDPOINT_URL", awsEndpoint.ToString().TrimEnd('/')),
    ];
}
