namespace Infra.Local.Aws;

/// <summary>One AWS service behind the local cloud's one port. The front picks it by the SigV4 credential scope.</summary>
internal interface IAwsService
{
    /// <summary>The service's name in the credential scope: <c>acm-pca</c>, <c>iot</c>, <c>dynamodb</c>, <c>sts</c>, <c>logs</c>, <c>s3</c>, <c>sqs</c>.</summary>
    string SigningName { get; }

    /// <summary>How it speaks; the front renders its errors accordingly.</summary>
    AwsProtocol Protocol { get; }

    /// <summary>What stands before the code of an error in its <c>__type</c>. Default: nothing.</summary>
    string ErrorNamespace => "";

    /// <summary>Answers one call; throws <see cref="AwsException"/> for what the real service refuses.</summary>
    Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken);
}
