"""moto's server with what it lacks: python server.py -H 127.0.0.1 -p 5566"""

from overlay import autoscaling, cloudwatch, ec2, elbv2, iam, route53, s3, ssm  # noqa: F401

from moto.server import main

if __name__ == "__main__":
    main()
